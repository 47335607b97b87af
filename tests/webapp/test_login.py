from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask import Flask
from pwdlib.hashers.argon2 import Argon2Hasher

from kb import clock
from kb.people.accounts import change_password, grant
from kb.people.password import Passwords
from kb.people.person import by_login
from kb.people.role import Role
from visitor import PASSWORD, Visitor
from webapp.services import Services


class CountingPasswords(Passwords):
    """The real thing with cheap parameters, which remembers how often it had to work."""

    def __init__(self) -> None:
        super().__init__(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))
        self.asked = 0

    def matches(self, password: str, known: str | None) -> bool:
        self.asked += 1
        return super().matches(password, known)


def test_logging_in_leads_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    sent_to = visitor.get("/library?q=停车")
    assert sent_to.status_code == 303
    visitor.get(sent_to.location)
    answer = visitor.post("/login", login="agent", password=PASSWORD, next="/library?q=停车")
    assert unquote(answer.location) == "/library?q=停车"


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example"),
        *("/\t/evil.example", "javascript:alert(1)", "evil", "/" + "x" * 600, "/\x00"),
    ],
)
def test_logging_in_leads_nowhere_else(visitor: Visitor, elsewhere: str) -> None:
    visitor.get("/login")
    answer = visitor.post("/login", login="agent", password=PASSWORD, next=elsewhere)
    assert answer.location == "/staff"


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(
    visit: Callable[[], Visitor],
) -> None:
    known = visit().post("/login", login="agent", password="wrong-password")
    unknown = visit().post("/login", login="stranger", password="wrong-password")
    assert known.status_code == unknown.status_code == 403
    told = [each.text.partition("<h1>")[2].partition("csrf_token")[0] for each in (known, unknown)]
    assert told[0] == told[1]
    assert "用户名或密码不正确" in told[0]


def test_a_refused_login_keeps_the_name_and_not_the_password(visitor: Visitor) -> None:
    page = visitor.post("/login", login="agent", password="wrong-password").text
    assert 'value="agent"' in page
    assert "wrong-password" not in page


def test_a_copied_cookie_is_dead_after_logout(visit: Callable[[], Visitor]) -> None:
    colleague, thief = visit().log_in("agent"), visit()
    thief.client.set_cookie("courtside", colleague.cookie())
    assert thief.get("/desk").status_code == 200
    colleague.get("/desk")
    colleague.submit("/logout")
    assert thief.get("/desk").status_code == 303
    assert colleague.get("/desk").status_code == 303


def test_a_session_of_before_does_not_become_a_signed_in_one(visit: Callable[[], Visitor]) -> None:
    colleague, planted = visit(), visit()
    planted.get("/login")
    colleague.client.set_cookie("courtside", planted.cookie())
    colleague.log_in("agent")
    assert planted.get("/desk").status_code == 303


def test_a_new_password_or_role_ends_every_login(
    visit: Callable[[], Visitor], services: Services, passwords: Passwords
) -> None:
    colleague = visit().log_in("manager")
    with services.database.writing() as session:
        person = by_login(session, "manager")
        assert person is not None
        change_password(session, person, PASSWORD, passwords=passwords, by=None, now=clock.now())
    assert colleague.get("/library").status_code == 303
    colleague.log_in("manager")
    with services.database.writing() as session:
        person = by_login(session, "manager")
        assert person is not None
        grant(session, person, Role.ADMIN, by=None, now=clock.now())
    assert colleague.get("/library").status_code == 303


def test_attempts_on_an_account_are_limited_before_any_hashing(
    other_app: Callable[..., Flask],
) -> None:
    counting = CountingPasswords()
    visitor = Visitor(
        other_app({"passwords": counting}, limit_login_account="3 per hour").test_client()
    )
    answers = [
        visitor.post("/login", login=name, password="wrong-password").status_code
        for name in ("agent", " Agent", "AGENT ", "agent", "agent")
    ]
    assert answers == [403, 403, 403, 429, 429]
    assert counting.asked == 3
    assert visitor.post("/login", login="maintainer", password=PASSWORD).status_code == 303


def test_attempts_from_an_address_are_limited_whatever_it_claims(
    other_app: Callable[..., Flask],
) -> None:
    visitor = Visitor(other_app(limit_login_address="3 per hour").test_client())
    visitor.get("/login")
    answers = [
        visitor.client.post(
            "/login",
            data={
                "csrf_token": visitor.token,
                "login": f"name{each}",
                "password": "wrong-password",
            },
            headers={"X-Forwarded-For": f"10.0.0.{each}", "X-Real-IP": f"10.0.0.{each}"},
        )
        for each in range(5)
    ]
    assert [each.status_code for each in answers] == [403, 403, 403, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "太频繁" in answers[-1].text


def test_behind_a_proxy_of_our_own_its_word_on_the_address_counts(
    other_app: Callable[..., Flask],
) -> None:
    visitor = Visitor(other_app(limit_login_address="1 per hour", trusted_proxies=1).test_client())
    visitor.get("/login")
    answers = [
        visitor.client.post(
            "/login",
            data={
                "csrf_token": visitor.token,
                "login": f"name{each}",
                "password": "wrong-password",
            },
            headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{each}"},
        ).status_code
        for each in (1, 2, 2)
    ]
    assert answers == [403, 403, 429]
