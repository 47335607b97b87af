from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from kb.people import accounts
from kb.people.login_session import open_login, resume
from kb.people.password import Passwords
from kb.people.person import Person, by_login, person
from kb.people.role import Role
from kb.terms import Department

Hire = Callable[..., Person]
Do = Callable[[Session, str, Person], Person]

PASSWORD = "羽毛球 和 网球 2026"


@pytest.fixture
def hire(passwords: Passwords, now: datetime) -> Hire:
    def hired(session: Session, login: str = "wang", **changed: Any) -> Person:
        given = {"name": "小王", "password": PASSWORD, "roles": [Role.AGENT], **changed}
        return accounts.hire(session, login, **given, passwords=passwords, by=None, now=now)

    return hired


def test_whoever_is_hired_has_roles_departments_and_a_line_in_history(
    database: Database, hire: Hire
) -> None:
    with database.writing() as session:
        hired = hire(session, " Wang ", departments=[Department.VENUE, Department.VENUE])
    with database.reading() as session:
        found = person(session, hired.id)
        assert (found.login, found.name, found.active) == ("wang", "小王", True)
        assert found.roles == {Role.AGENT}
        assert found.departments == {Department.VENUE}
        assert by_login(session, "WANG") is found
        (event,) = events_of(session, "person", found.id)
    assert event.verb == "hired"
    assert PASSWORD not in str(event.details)


def test_an_unknown_person_is_not_found(sqlite: Database) -> None:
    with sqlite.reading() as session, pytest.raises(NotFound):
        person(session, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"login": "小王"}, "login"),
        ({"login": "w"}, "login"),
        ({"login": "a b"}, "login"),
        ({"name": "  "}, "name"),
        ({"name": "王\u202e"}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_field(
    sqlite: Database, hire: Hire, changed: dict[str, str], field: str
) -> None:
    with sqlite.writing() as session, pytest.raises(BadInput) as refused:
        hire(session, **changed)
    assert refused.value.field == field


def test_a_login_belongs_to_one_person(sqlite: Database, hire: Hire) -> None:
    with sqlite.writing() as session:
        hire(session)
        with pytest.raises(Conflict, match="wang"):
            hire(session, "WANG")


ROLES = {"without roles": [], "with both roles": [Role.AGENT, Role.SUPERVISOR]}


@pytest.mark.parametrize(
    ("state", "verb", "allowed"),
    [
        ("active", "grant", True),
        ("active", "revoke", True),
        ("active", "change_password", True),
        ("active", "deactivate", True),
        ("with both roles", "grant", False),
        ("without roles", "revoke", False),
        ("inactive", "grant", False),
        ("inactive", "revoke", True),
        ("inactive", "change_password", False),
        ("inactive", "deactivate", False),
    ],
)
def test_each_verb_is_for_certain_states_and_ends_every_login(
    sqlite: Database, hire: Hire, do: Do, now: datetime, state: str, verb: str, allowed: bool
) -> None:
    with sqlite.writing() as session:
        hired = hire(session, roles=ROLES.get(state, [Role.AGENT]))
        token = open_login(session, hired, now=now)
        if state == "inactive":
            do(session, "deactivate", hired)
        if allowed:
            do(session, verb, hired)
            assert resume(session, token, now=now) is None
        else:
            with pytest.raises(Conflict):
                do(session, verb, hired)
            assert (resume(session, token, now=now) is None) == (state == "inactive")


@pytest.fixture
def do(passwords: Passwords, now: datetime) -> Do:
    def done(session: Session, verb: str, hired: Person) -> Person:
        given: dict[str, dict[str, Any]] = {
            "grant": {"role": Role.SUPERVISOR},
            "revoke": {"role": Role.AGENT, "why": "换岗"},
            "change_password": {"password": "another password", "passwords": passwords},
            "deactivate": {"why": "离职"},
        }
        act = getattr(accounts, verb)
        changed: Person = act(session, hired, **given[verb], by=hired.id, now=now)
        return changed

    return done


def test_every_change_is_recorded_with_who_and_why(sqlite: Database, hire: Hire, do: Do) -> None:
    with sqlite.writing() as session:
        hired = hire(session)
        for verb in ("grant", "revoke", "change_password", "deactivate"):
            do(session, verb, hired)
        events = events_of(session, "person", hired.id)
        assert hired.roles == {Role.SUPERVISOR}
    assert [(each.verb, each.by_id, each.details) for each in events[1:]] == [
        ("role_granted", hired.id, {"role": "supervisor"}),
        ("role_revoked", hired.id, {"role": "agent", "why": "换岗"}),
        ("password_changed", hired.id, {}),
        ("deactivated", hired.id, {"why": "离职"}),
    ]


def test_roles_and_departments_become_exactly_those_and_sign_out(
    sqlite: Database, hire: Hire, now: datetime
) -> None:
    with sqlite.writing() as session:
        hire(session, "boss", roles=[Role.ADMIN])
        hired = hire(session, departments=[Department.VENUE, Department.SHOP])
        token = open_login(session, hired, now=now)
        both = [Role.SUPERVISOR, Role.MAINTAINER]
        with pytest.raises(BadInput):
            accounts.change_roles(session, hired, both, why=" ", by=None, now=now)
        accounts.change_roles(session, hired, both, why="升任主管", by=None, now=now)
        accounts.post(session, hired, [Department.SHOP, Department.EVENTS], by=None, now=now)
        assert hired.roles == set(both)
        assert resume(session, token, now=now) is None
    with sqlite.reading() as session:
        assert person(session, hired.id).departments == {Department.SHOP, Department.EVENTS}
        verbs = [each.verb for each in events_of(session, "person", hired.id)][-4:]
        assert verbs == ["role_granted", "role_granted", "role_revoked", "posted"]


def test_the_last_who_manages_accounts_stays(sqlite: Database, hire: Hire, now: datetime) -> None:
    with sqlite.writing() as session:
        boss = hire(session, "boss", roles=[Role.ADMIN])
        other = hire(session, "other", roles=[Role.ADMIN])
        accounts.dismiss(session, other, why="离职", by=boss.id, now=now)
    with pytest.raises(Conflict), sqlite.writing() as session:
        accounts.dismiss(session, person(session, boss.id), why="离职", by=boss.id, now=now)
    with pytest.raises(Conflict), sqlite.writing() as session:
        accounts.change_roles(session, person(session, boss.id), [], why="改", by=None, now=now)
    with sqlite.writing() as session:
        back = accounts.reactivate(session, person(session, other.id), by=boss.id, now=now)
        assert back.active
        with pytest.raises(Conflict):
            accounts.reactivate(session, back, by=boss.id, now=now)
