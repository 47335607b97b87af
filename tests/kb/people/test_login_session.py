from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kb.db import Database
from kb.errors import NotAllowed
from kb.history import events_of
from kb.people.accounts import change_password, deactivate, hire
from kb.people.login_session import (
    LIFETIME,
    Ending,
    LoginSession,
    check_password,
    end,
    open_login,
    resume,
)
from kb.people.password import Passwords
from kb.people.person import Person
from kb.people.role import Role

PASSWORD = "ten or more characters"
REFUSAL = "用户名或密码不正确。"


@pytest.fixture
def wang(database: Database, passwords: Passwords, now: datetime) -> Person:
    with database.writing() as session:
        return hire(
            session,
            *("wang", "小王", PASSWORD),
            roles=[Role.AGENT],
            passwords=passwords,
            by=None,
            now=now,
        )


def test_a_login_is_resumed_by_its_token_until_it_is_ended(
    database: Database, wang: Person, passwords: Passwords, now: datetime
) -> None:
    with database.reading() as session:
        checked = check_password(session, " WANG", PASSWORD, passwords=passwords)
    with database.writing() as session:
        token = open_login(session, checked, now=now)
    with database.writing() as session:
        found = resume(session, token, now=now)
        assert found is not None
        assert found.id == wang.id
        end(session, token, now=now)
        end(session, token, now=now)
    with database.reading() as session:
        assert resume(session, token, now=now) is None
        verbs = [each.verb for each in events_of(session, "person", wang.id)]
    assert verbs == ["hired", "logged_in", "logged_out"]


def test_logging_out_ends_that_login_only(database: Database, wang: Person, now: datetime) -> None:
    with database.writing() as session:
        desk, phone = (open_login(session, wang, now=now) for _ in range(2))
        end(session, desk, now=now)
        assert resume(session, desk, now=now) is None
        assert resume(session, phone, now=now) is not None


def test_the_token_itself_is_not_stored(database: Database, wang: Person, now: datetime) -> None:
    with database.writing() as session:
        token = open_login(session, wang, now=now)
        stored = session.scalars(select(LoginSession)).one()
        assert token not in vars(stored).values()
        assert resume(session, stored.token_hash, now=now) is None


def test_a_login_lasts_a_working_day(database: Database, wang: Person, now: datetime) -> None:
    with database.writing() as session:
        token = open_login(session, wang, now=now)
    with database.reading() as session:
        last = now + LIFETIME - timedelta(microseconds=1)
        assert resume(session, token, now=last) is not None
        assert resume(session, token, now=now + LIFETIME) is None


@pytest.mark.parametrize("token", ["", "unknown", "'; --", "\x00", "\ud800", "长" * 1000])
def test_an_unknown_token_is_nobody(sqlite: Database, now: datetime, token: str) -> None:
    with sqlite.reading() as session:
        assert resume(session, token, now=now) is None


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("nobody", PASSWORD),
        ("nobody", "nobody's password"),
        ("wang", "another password"),
        ("wang", ""),
        ("wang", PASSWORD + " "),
        ("wang", "x" * 100_000),
        ("wang", "\ud800"),
        ("", ""),
        ("left", PASSWORD),
    ],
)
def test_every_refusal_reads_the_same(
    sqlite: Database, passwords: Passwords, now: datetime, login: str, password: str
) -> None:
    with sqlite.writing() as session:
        for name in ("wang", "left"):
            person = hire(
                session, name, "小王", PASSWORD, roles=[], passwords=passwords, by=None, now=now
            )
        deactivate(session, person, why="离职", by=None, now=now)
    with sqlite.reading() as session, pytest.raises(NotAllowed) as refused:
        check_password(session, login, password, passwords=passwords)
    assert str(refused.value) == REFUSAL
    assert refused.value.code == "login_refused"


@pytest.mark.parametrize("happened", ["password", "deactivated"])
def test_whoever_changed_between_the_check_and_the_login_is_refused(
    sqlite: Database, passwords: Passwords, now: datetime, happened: str
) -> None:
    with sqlite.writing() as session:
        hire(session, "wang", "小王", PASSWORD, roles=[], passwords=passwords, by=None, now=now)
    with sqlite.reading() as session:
        checked = check_password(session, "wang", PASSWORD, passwords=passwords)
    with sqlite.writing() as session:
        person = session.get_one(Person, checked.id)
        if happened == "password":
            new = "another password"
            change_password(session, person, new, passwords=passwords, by=None, now=now)
        else:
            deactivate(session, person, why="离职", by=None, now=now)
    with sqlite.writing() as session, pytest.raises(NotAllowed, match=REFUSAL):
        open_login(session, checked, now=now)


def test_an_ending_has_a_moment_and_a_reason(
    database: Database, wang: Person, now: datetime
) -> None:
    with database.writing() as session:
        open_login(session, wang, now=now)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.scalars(select(LoginSession)).one().ended_why = Ending.LOGOUT
