"""The people of the demo club. Never run this where real members write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.people.accounts import hire
from kb.people.password import Passwords
from kb.people.person import Person, by_login
from kb.people.role import Role
from kb.terms import Department


@dataclass(frozen=True)
class Account:
    login: str
    name: str
    role: Role
    departments: tuple[Department, ...] = ()


DEMO_ACCOUNTS = (
    Account("agent", "小王", Role.AGENT, (Department.CALL_CENTRE,)),
    Account("supervisor", "周敏", Role.SUPERVISOR, (Department.CALL_CENTRE,)),
    Account("maintainer", "陈立", Role.MAINTAINER),
    Account("maintainer2", "孙雅婷", Role.MAINTAINER),
    Account("department", "赵志强", Role.DEPARTMENT, (Department.VENUE,)),
    Account("manager", "李建国", Role.MANAGER),
    Account("admin", "吴涛", Role.ADMIN),
)


def seed_people(
    session: Session, password: str, *, passwords: Passwords, now: datetime
) -> list[Person]:
    """Those hired now; whoever is there already stays as they are, password included."""
    return [
        hire(
            session,
            account.login,
            account.name,
            password,
            roles=[account.role],
            departments=account.departments,
            passwords=passwords,
            by=None,
            now=now,
        )
        for account in DEMO_ACCOUNTS
        if by_login(session, account.login) is None
    ]
