"""The pages of figures, in the order of their own menu."""

from flask import request

from kb.people.rights import Right
from webapp.account.navigation import Link, links

PAGES = (
    ("经营", "manage.overview", Right.SEE_REPORTS),
    ("服务", "manage.service", Right.SEE_REPORTS),
    ("知识健康", "manage.knowledge", Right.SEE_HEALTH),
    ("本部门", "manage.department", Right.ANSWER_REFERRED),
    ("报表", "manage.reports", Right.SEE_REPORTS),
    ("绩效", "manage.scores", Right.SEE_REPORTS),
    ("等级", "manage.grades", Right.SEE_REPORTS),
    ("荣誉", "manage.honours", Right.SEE_REPORTS),
)


def pages() -> list[Link]:
    return links(PAGES, request.endpoint)
