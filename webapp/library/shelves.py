"""The pages of the library, in the order of its own menu."""

from flask import request

from kb.people.rights import Right
from webapp.account.navigation import Link, links

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
    here = request.endpoint or ""
    return links(SHELVES, BELONGS_TO.get(here, here))
