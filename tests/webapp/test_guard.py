"""Every route says who may call it, and means it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from inventory import promised_routes
from kb import clock
from kb.people.accounts import hire
from kb.people.rights import RIGHTS, Right
from kb.people.role import Role
from visitor import PASSWORD, Visitor
from webapp.guard import public, require_policies
from webapp.services import Services

PROMISED = promised_routes()
"""As docs/routes.md has them; tests/test_docs.py holds it against the code."""
FOR_A_RIGHT = {key: Right(who.strip("`")) for key, who in PROMISED.items() if who[0] == "`"}
FOR_A_HOLDER = [path for (_, path), who in PROMISED.items() if who == "the token"]
FOR_COLLEAGUES = [key for key, who in PROMISED.items() if who == "signed in"]
LOGINS = {role.value: role for role in Role}


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
@pytest.mark.parametrize(("method", "path"), FOR_A_RIGHT)
def test_a_staff_route_opens_for_its_right_only(
    colleagues: dict[str, Visitor], method: str, path: str, login: str
) -> None:
    visitor = colleagues[login]
    there = re.sub(r"\{\w+\}", "999999", path.replace("{entry_id}", "no-such-entry"))
    answer = visitor.get(there) if method == "GET" else visitor.post(there, seen="1", text="好")
    right = FOR_A_RIGHT[method, path]
    if login == "nobody":
        assert answer.status_code == 303
        assert answer.location.startswith("/login")
    elif right in RIGHTS[LOGINS[login]]:
        # Let in; what came of an empty form or an entry that is not there is another matter.
        assert answer.status_code in (200, 301, 303, 400, 404, 409)
        assert not (answer.location or "").startswith("/login")
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("login", "room"),
    [
        ("agent", "/desk"),
        ("supervisor", "/desk"),
        ("maintainer", "/library"),
        ("manager", "/manage"),
        ("department", "/department/cases"),
        ("admin", "/people"),
    ],
)
def test_each_colleague_comes_to_their_room(
    colleagues: dict[str, Visitor], login: str, room: str
) -> None:
    assert colleagues[login].get("/staff").location == room


@pytest.mark.parametrize(("method", "path"), FOR_COLLEAGUES)
def test_what_is_for_colleagues_leads_others_to_the_login(
    colleagues: dict[str, Visitor], method: str, path: str
) -> None:
    there = re.sub(r"\{\w+\}", "1", path)
    nobody = colleagues["nobody"]
    answer = nobody.get(there) if method == "GET" else nobody.post(there)
    assert answer.location.startswith("/login")


def test_who_has_no_room_is_told_so(visit: Callable[[], Visitor], services: Services) -> None:
    with services.database.writing() as session:
        hire(
            session, "trainee", "实习生", PASSWORD, roles=[], passwords=services.passwords,
            by=None, now=clock.now(),
        )  # fmt: skip
    page = visit().log_in("trainee").get("/staff")
    assert page.status_code == 200
    assert "没有您的页面" in page.text


def test_the_menu_shows_only_what_one_may_open(colleagues: dict[str, Visitor]) -> None:
    assert 'href="/desk"' not in colleagues["maintainer"].get("/library").text
    assert 'href="/desk"' in colleagues["agent"].get("/library").text


WHOLE_BODY = {
    "text": "好",
    "satisfaction": "neutral",
    "outcome": 1,
    "helpful": True,
    "phone": "13812340000",
}
"""enough for whatever is asked for: only the key may be what is wrong"""


@pytest.mark.parametrize("path", FOR_A_HOLDER)
def test_a_foreign_or_invented_key_opens_no_conversation(
    visit: Callable[[], Visitor], path: str
) -> None:
    own = visit().ask("停车要钱吗").removeprefix("/c/")
    methods = [method for method, each in PROMISED if each == path]
    for method in methods:
        for token in ("x", own[:-1], own.swapcase(), "%00"):
            there = path.replace("{token}", token).replace("{conversation}", "1")
            there = there.replace("{number}", "1001")
            headers = {"X-Courtside-Conversation": token}
            body = {"json": WHOLE_BODY} if there.startswith("/api") else {}
            visitor = visit()
            visitor.get("/")
            if method == "POST" and not body:
                answer = visitor.post(there, text="好", outcome="1")
            else:
                answer = visitor.client.open(there, method=method, headers=headers, **body)
            assert answer.status_code == 404, (method, token)
