"""The complaints' blueprint and its menu; every file of routes beside this one adds its views."""

from flask import Blueprint, request, url_for

from kb.people.rights import Right
from webapp.account.colleague import signed_in
from webapp.account.navigation import Link

complaints = Blueprint("complaints", __name__, url_prefix="/complaints")

ANY = frozenset(Right)
PARTS = (
    ("投诉", "complaints.all_complaints", ANY),
    ("纠正措施", "complaints.actions", ANY),
    ("统计", "manage.complaints", {Right.SEE_REPORTS}),
    ("致歉信模板", "complaints.letter_template", {Right.LEAD_SERVICE, Right.SET_POLICY}),
)


@complaints.context_processor
def shelves_of_complaints() -> dict[str, list[Link]]:
    colleague = signed_in()
    return {
        "complaint_shelves": [
            Link(label, url_for(endpoint), request.path == url_for(endpoint))
            for label, endpoint, rights in PARTS
            if colleague and colleague.rights & rights
        ]
    }
