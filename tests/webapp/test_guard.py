"""Every route says who may call it, and means it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from kb.people.rights import RIGHTS, Right
from kb.people.role import Role
from visitor import Visitor
from webapp.guard import public, require_policies

ANYBODY, HOLDER, SIGNED_IN = "public", "conversation_key", "signed_in"
POLICIES = {
    ("GET", "/"): ANYBODY,
    ("POST", "/questions"): ANYBODY,
    ("GET", "/c/<token>"): HOLDER,
    ("GET", "/c/<token>/messages"): HOLDER,
    ("POST", "/c/<token>/messages"): HOLDER,
    ("POST", "/c/<token>/verdict"): HOLDER,
    ("POST", "/c/<token>/tickets/<number>/rating"): HOLDER,
    ("GET", "/login"): ANYBODY,
    ("POST", "/login"): ANYBODY,
    ("POST", "/logout"): ANYBODY,
    ("GET", "/staff"): SIGNED_IN,
    ("GET", "/desk"): Right.WORK_TICKETS,
    ("GET", "/desk/tickets/<number>"): Right.WORK_TICKETS,
    ("POST", "/desk/tickets/<number>/notes"): Right.WORK_TICKETS,
    ("POST", "/desk/phrases"): SIGNED_IN,
    ("GET", "/desk/phrases"): Right.LEAD_SERVICE,
    ("GET", "/desk/handovers"): Right.WORK_TICKETS,
    ("POST", "/desk/handovers"): Right.WORK_TICKETS,
    ("POST", "/desk/handovers/<number>/acknowledgement"): Right.WORK_TICKETS,
    ("GET", "/notices"): SIGNED_IN,
    ("POST", "/notices/<number>/seen"): SIGNED_IN,
    ("POST", "/notices/seen"): SIGNED_IN,
    ("GET", "/notices/channels"): SIGNED_IN,
    ("POST", "/notices/channels/mail"): SIGNED_IN,
    ("POST", "/notices/channels/group"): Right.LEAD_SERVICE,
    ("POST", "/desk/tickets/<number>/replies"): Right.WORK_TICKETS,
    ("POST", "/desk/tickets/<number>/owner"): Right.WORK_TICKETS,
    ("POST", "/desk/tickets/<number>/closure"): Right.WORK_TICKETS,
    ("GET", "/supervise"): Right.LEAD_SERVICE,
    ("GET", "/supervise/weekly"): Right.SEE_REPORTS,
    ("GET", "/supervise/tickets/<number>"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/acknowledgement"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/task-force"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/task-force/dissolution"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/leader"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/seats"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/seats/acknowledgement"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/seats/<person_id>/release"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/meetings"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/liaison"): Right.LEAD_SERVICE,
    ("POST", "/supervise/tickets/<number>/updates"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/parts/<part>"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/assessments"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/nobody"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/submission"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/recall"): SIGNED_IN,
    ("POST", "/supervise/tickets/<number>/report/reading"): Right.DECIDE_PLANS,
    ("POST", "/supervise/tickets/<number>/report/case-study"): SIGNED_IN,
    ("GET", "/follow-ups"): SIGNED_IN,
    ("GET", "/follow-ups/<follow_up_id>"): SIGNED_IN,
    ("POST", "/follow-ups/<follow_up_id>/feedback"): SIGNED_IN,
    ("POST", "/follow-ups/<follow_up_id>/contacts"): Right.WORK_TICKETS,
    ("POST", "/follow-ups/<follow_up_id>/end"): Right.LEAD_SERVICE,
    ("GET", "/library"): Right.LOOK_UP,
    ("GET", "/library/new"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/new"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/preview"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/beside"): Right.PROPOSE_KNOWLEDGE,
    ("GET", "/library/reviews"): Right.REVIEW_KNOWLEDGE,
    ("POST", "/library/second-looks/<number>"): Right.REVIEW_KNOWLEDGE,
    ("GET", "/library/<entry_id>"): Right.LOOK_UP,
    ("GET", "/library/<entry_id>/edit"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/<entry_id>/revisions"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/<entry_id>/typo"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/<entry_id>/review"): Right.LOOK_UP,
    ("GET", "/library/<entry_id>/compare"): Right.LOOK_UP,
    ("POST", "/library/<entry_id>/submission"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/<entry_id>/recall"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/<entry_id>/rollback"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/<entry_id>/restoration"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/<entry_id>/retirement"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/tasks"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/tasks/<number>"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/tasks/<number>/owner"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/tasks/<number>/resolution"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/contributions"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/contributions/<number>/reversal"): Right.REVIEW_KNOWLEDGE,
    ("GET", "/library/<entry_id>/contributions"): Right.LOOK_UP,
    ("GET", "/library/<entry_id>/upkeep"): Right.LOOK_UP,
    ("POST", "/library/<entry_id>/verifications"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/<entry_id>/plan/cancellation"): Right.REVIEW_KNOWLEDGE,
    ("POST", "/library/<entry_id>/approval"): Right.REVIEW_KNOWLEDGE,
    ("POST", "/library/<entry_id>/rejection"): Right.REVIEW_KNOWLEDGE,
    ("GET", "/library/gaps"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/gaps/<number>"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/gaps/<number>/entry"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/gaps/<number>/variants"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/gaps/<number>/ignoring"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/rulings/<number>"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/questions"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/questions"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/questions/<number>/pin"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/<entry_id>/foresight"): Right.PROPOSE_KNOWLEDGE,
    ("POST", "/library/bulk"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/bulk/<number>/undoing"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/exchange"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/exchange/template"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/exchange/entries"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/imports"): Right.EDIT_KNOWLEDGE,
    ("GET", "/library/imports/<number>"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/imports/<number>/confirmation"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/imports/<number>/steps"): Right.EDIT_KNOWLEDGE,
    ("POST", "/library/imports/<number>/approvals"): Right.REVIEW_KNOWLEDGE,
    ("GET", "/c/<token>/suggest"): HOLDER,
    ("POST", "/c/<token>/suggest"): HOLDER,
    ("GET", "/suggest"): ANYBODY,
    ("POST", "/suggest"): ANYBODY,
    ("GET", "/suggestions"): SIGNED_IN,
    ("POST", "/suggestions"): Right.WORK_TICKETS,
    ("GET", "/suggestions/month"): SIGNED_IN,
    ("GET", "/suggestions/<number>"): SIGNED_IN,
    ("POST", "/suggestions/<number>/classification"): Right.WORK_TICKETS,
    ("POST", "/suggestions/<number>/judgement"): SIGNED_IN,
    ("POST", "/suggestions/<number>/thanks"): Right.WORK_TICKETS,
    ("GET", "/members"): Right.SEE_MEMBERS,
    ("POST", "/members/search"): Right.SEE_MEMBERS,
    ("GET", "/members/new"): Right.SEE_MEMBERS,
    ("POST", "/members/new"): Right.SEE_MEMBERS,
    ("GET", "/members/duplicates"): Right.SEE_MEMBERS,
    ("GET", "/members/<number>"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/edit"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/particulars"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/looks"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/tags"): Right.SEE_MEMBERS,
    ("GET", "/members/<number>/merging"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/merging"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/exports"): Right.LEAD_SERVICE,
    ("POST", "/members/<number>/erasure"): Right.SEE_MEMBERS,
    ("POST", "/members/<number>/erasure/confirmation"): Right.LEAD_SERVICE,
    ("POST", "/members/<number>/erasure/cancellation"): Right.SEE_MEMBERS,
    ("POST", "/members/links/<number>"): Right.SEE_MEMBERS,
    ("POST", "/members/links/<number>/cancellation"): Right.SEE_MEMBERS,
    ("GET", "/agenda"): Right.WORK_TICKETS,
    ("POST", "/agenda/calls"): Right.WORK_TICKETS,
    ("POST", "/agenda/owner"): Right.WORK_TICKETS,
    ("POST", "/agenda/day"): Right.WORK_TICKETS,
    ("GET", "/agenda/prospects"): Right.WORK_TICKETS,
    ("POST", "/agenda/prospects"): Right.WORK_TICKETS,
    ("GET", "/agenda/prospects/<number>"): Right.WORK_TICKETS,
    ("POST", "/agenda/prospects/<number>/looks"): Right.WORK_TICKETS,
    ("POST", "/agenda/prospects/<number>/membership"): Right.SEE_MEMBERS,
    ("POST", "/api/v1/ask"): ANYBODY,
    ("GET", "/api/v1/conversations/<conversation>"): HOLDER,
    ("GET", "/api/v1/conversations/<conversation>/messages"): HOLDER,
    ("POST", "/api/v1/conversations/<conversation>/messages"): HOLDER,
    ("POST", "/api/v1/conversations/<conversation>/tickets/<number>/rating"): HOLDER,
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/favicon.svg"): ANYBODY,
    ("POST", "/appearance"): ANYBODY,
    ("GET", "/static/<filename>"): ANYBODY,
}
LOGINS = {role.value: role for role in Role}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    policy: str


def routes(app: Flask) -> list[Route]:
    return [
        Route(method, shape(rule.rule), app.view_functions[rule.endpoint].policy)  # type: ignore[attr-defined]
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]


def shape(rule: str) -> str:
    """The rule without the converters: /tickets/<int:number> is /tickets/<number>."""
    parts = (part.rpartition(":")[2] if ":" in part else part for part in rule.split("<"))
    return "<".join(parts)


def test_each_route_has_the_policy_of_this_table(app: Flask) -> None:
    assert {(each.method, each.path): each.policy for each in routes(app)} == POLICIES


def test_a_route_without_a_policy_stops_the_start() -> None:
    app = Flask("bare")
    public(app.view_functions["static"])
    app.add_url_rule("/open", "open", lambda: "everybody")
    with pytest.raises(RuntimeError, match="open"):
        require_policies(app)


@pytest.fixture(scope="module")
def colleagues(app: Flask) -> dict[str, Visitor]:
    """One of each role, signed in, and somebody who is not."""
    found = {login: Visitor(app.test_client()).log_in(login) for login in LOGINS}
    return {**found, "nobody": Visitor(app.test_client())}


@pytest.mark.parametrize("login", [*LOGINS, "nobody"])
@pytest.mark.parametrize(
    ("method", "path"), [key for key, policy in POLICIES.items() if isinstance(policy, Right)]
)
def test_a_staff_route_opens_for_its_right_only(
    colleagues: dict[str, Visitor], method: str, path: str, login: str
) -> None:
    visitor = colleagues[login]
    there = re.sub(r"<\w+>", "999999", path.replace("<entry_id>", "no-such-entry"))
    answer = visitor.get(there) if method == "GET" else visitor.post(there, seen="1", text="好")
    right = POLICIES[method, path]
    if login == "nobody":
        assert answer.status_code == 303
        assert answer.location.startswith("/login")
    elif right in RIGHTS[LOGINS[login]]:
        # Let in; what came of an empty form or an entry that is not there is another matter.
        assert answer.status_code in (200, 303, 400, 404, 409)
        assert not (answer.location or "").startswith("/login")
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("login", "room"),
    [
        ("agent", "/desk"),
        ("supervisor", "/desk"),
        ("maintainer", "/library"),
        ("manager", "/library"),
    ],
)
def test_each_colleague_comes_to_their_room(
    colleagues: dict[str, Visitor], login: str, room: str
) -> None:
    assert colleagues[login].get("/staff").location == room


@pytest.mark.parametrize("login", ["department", "admin"])
def test_who_has_no_room_yet_is_told_so(colleagues: dict[str, Visitor], login: str) -> None:
    page = colleagues[login].get("/staff")
    assert page.status_code == 200
    assert "没有您的页面" in page.text


def test_the_menu_shows_only_what_one_may_open(colleagues: dict[str, Visitor]) -> None:
    assert 'href="/desk"' not in colleagues["maintainer"].get("/library").text
    assert 'href="/desk"' in colleagues["agent"].get("/library").text


@pytest.mark.parametrize(
    "path", [path for (method, path), policy in POLICIES.items() if policy is HOLDER]
)
def test_a_foreign_or_invented_key_opens_no_conversation(
    visit: Callable[[], Visitor], path: str
) -> None:
    own = visit().ask("停车要钱吗").removeprefix("/c/")
    methods = [method for method, each in POLICIES if each == path]
    for method in methods:
        for token in ("x", own[:-1], own.swapcase(), "%00"):
            there = path.replace("<token>", token).replace("<conversation>", "1")
            there = there.replace("<number>", "1001")
            headers = {"X-Courtside-Conversation": token}
            body = (
                {"json": {"text": "好", "satisfaction": "neutral"}}
                if there.startswith("/api")
                else {}
            )
            visitor = visit()
            visitor.get("/")
            if method == "POST" and not body:
                answer = visitor.post(there, text="好", outcome="1")
            else:
                answer = visitor.client.open(there, method=method, headers=headers, **body)
            assert answer.status_code == 404, (method, token)
