"""How the rows of an export are read: each table's title, each row as text."""

from collections.abc import Iterable, Iterator

from kb.acts.traces import Row

TITLES = {
    "members": "会员资料",
    "conversations": "对话",
    "messages": "消息",
    "tickets": "问题",
    "replies": "答复",
    "closures": "关闭",
    "ratings": "评价",
    "complaints": "投诉",
    "filled_forms": "登记表",
    "suggestions": "建议",
    "suggestion_thanks": "答谢",
    "prospects": "咨询入会",
    "care_calls": "回访电话",
}
"""what a member wants to read first; the rest is named as in the other file"""


def shown_rows(rows: Iterable[Row]) -> Iterator[list[tuple[str, str]]]:
    """Without what is empty."""
    for row in rows:
        yield [(name, str(value)) for name, value in row.items() if value not in (None, "", [], {})]
