"""The pages of the library, in the order of its own menu."""

from flask import current_app, request, url_for

from kb.people.rights import Right
from webapp.account.colleague import signed_in
from webapp.account.navigation import Link

SHELVES = (
    ("条目", "library.shelf", Right.LOOK_UP),
    ("写新条目", "library.new_entry", Right.PROPOSE_KNOWLEDGE),
    ("待审", "library.reviews", Right.REVIEW_KNOWLEDGE),
    ("任务", "library.tasks", Right.PROPOSE_KNOWLEDGE),
    ("缺口", "library.gaps", Right.EDIT_KNOWLEDGE),
    ("导入导出", "library.exchange", Right.EDIT_KNOWLEDGE),
    ("导入", "library.exchange", Right.PROPOSE_KNOWLEDGE),
    ("常问问题", "library.hot", Right.EDIT_KNOWLEDGE),
    ("词库与阈值", "library.lexicon", Right.TUNE_ANSWERING),
    ("我的贡献", "library.contributions", Right.PROPOSE_KNOWLEDGE),
)

BELONGS_TO = {
    "library.thresholds": "library.lexicon",
    "library.try_question": "library.lexicon",
    "library.lexicon_history": "library.lexicon",
    "library.lexicon_item": "library.lexicon",
    "library.lexicon_change": "library.lexicon",
}


def shelves() -> list[Link]:
    """Those there are, and that one's rights open, each by the first of its names."""
    colleague = signed_in()
    rights = colleague.rights if colleague else frozenset()
    found: dict[str, Link] = {}
    for label, endpoint, right in SHELVES:
        if right in rights and endpoint in current_app.view_functions:
            found.setdefault(endpoint, Link(label, url_for(endpoint), _is_here(endpoint)))
    return list(found.values())


def _is_here(endpoint: str) -> bool:
    """Also on the pages that belong to one of the menu."""
    return endpoint in (request.endpoint, BELONGS_TO.get(request.endpoint or ""))
