"""The pages of figures, in the order of their own menu."""

from flask import request, url_for

from kb.people.rights import Right
from webapp.account.colleague import signed_in
from webapp.account.navigation import Link

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
    colleague = signed_in()
    rights = colleague.rights if colleague else frozenset()
    return [
        Link(label, url_for(endpoint), endpoint == request.endpoint)
        for label, endpoint, right in PAGES
        if right in rights
    ]
