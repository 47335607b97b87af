"""Whether two sentences say the same with its two sides exchanged."""

from itertools import combinations

DIRECTED = ("到", "给", "转", "换", "变", "成", "查", "比")
"""What stands between two things and tells which is which: 支付宝转到信用卡, 信用卡转到支付宝."""


def turned_round(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Two things that both sentences name, in the contrary order, with a word of direction between
    them in both. A mere change of place (情人节送什么给老婆, 给老婆送什么) is none."""
    shared = [each for each in dict.fromkeys(words) if len(each) > 1 and each in others]
    return any(
        others.index(left) > others.index(right)
        and _directed(words, left, right)
        and _directed(others, right, left)
        for left, right in combinations(shared, 2)
    )


def _directed(words: tuple[str, ...], first: str, second: str) -> bool:
    between = words[words.index(first) + 1 : words.index(second)]
    return any(sign in word for word in between for sign in DIRECTED)
