"""打错了，是羽毛球: the message takes back the question before it, and says what was meant."""

import re

_SORRY = r"^\W{0,4}(?:(?:不好意思|抱歉|对不起|哦|噢|啊|额|呃|哎呀?)[\W_]{0,4}){0,3}"
_SLIP = r"我?(?:刚才|刚刚)?(?:打|说|发|写|问|输)错(?:字|了){1,2}"
_NO = r"(?:不是(?:这个|那个)意思|不是|不对|错了)[啊呀哦喔的]?"
_MEANT = r"我?(?:应该|其实)?(?:是?(?:想|要)?(?:说|问|指|找)的?是?|是)[\W_]{0,4}"
_CORRECTION = re.compile(
    rf"{_SORRY}(?:(?:{_SLIP}|{_NO})[\W_]{{1,4}}(?:{_MEANT})?|{_SLIP}{_MEANT}"
    r"|我(?:想|要)?(?:说|问|指)的是[\W_]{0,4})(?=\w)"
)


def what_was_meant(written: str) -> str | None:
    """What a message puts in the place of the one before it; None where it takes nothing back.
    `written`: folded."""
    found = _CORRECTION.match(written)
    return written[found.end() :] if found else None
