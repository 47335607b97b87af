from datetime import datetime

from kb.acts.seeding.people import DEMO_ACCOUNTS, seed_people
from kb.db import Database
from kb.people.login_session import check_password
from kb.people.password import Passwords
from kb.people.role import Role

PASSWORD = "the demo's password"


def test_every_role_has_an_account_and_two_can_review_each_other(
    database: Database, passwords: Passwords, now: datetime
) -> None:
    with database.writing() as session:
        people = seed_people(session, PASSWORD, passwords=passwords, now=now)
    assert {role for person in people for role in person.roles} == set(Role)
    assert sum(Role.MAINTAINER in person.roles for person in people) == 2
    with database.reading() as session:
        wang = check_password(session, "agent", PASSWORD, passwords=passwords)
    assert wang.name == "小王"


def test_seeding_again_changes_nobody(
    sqlite: Database, passwords: Passwords, now: datetime
) -> None:
    with sqlite.writing() as session:
        assert len(seed_people(session, PASSWORD, passwords=passwords, now=now)) == len(
            DEMO_ACCOUNTS
        )
        assert seed_people(session, "another password", passwords=passwords, now=now) == []
        assert check_password(session, "admin", PASSWORD, passwords=passwords).name == "吴涛"
