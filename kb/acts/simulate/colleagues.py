"""Those who work at the simulated club, each in their own way."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.people.accounts import hire
from kb.people.password import Passwords
from kb.people.person import Person, by_login
from kb.people.role import Role
from kb.terms import Department

Minutes = tuple[float, float]


@dataclass(frozen=True)
class Agent:
    """Minutes of service time, least and most: until a ticket is taken, from there to the answer.
    Shares: of tickets that lie forgotten for a while, of questions put to a supervisor, of
    members who are content."""

    login: str
    takes: Minutes
    answers: Minutes
    forgets: float
    consults: float
    contents: float
    updates: float


@dataclass(frozen=True)
class Team:
    """Who answers for a department, minutes until the plan, and how often it keeps to it."""

    login: str
    plans: Minutes
    keeps: float


AGENTS = (
    Agent("agent", (0.3, 1.2), (0.8, 2.8), 0.02, 0.08, 0.86, 0.97),
    Agent("sim-liuyang", (0.2, 1), (0.8, 2.2), 0.01, 0.04, 0.82, 0.94),
    Agent("sim-huangjing", (0.4, 1.6), (1.2, 3.0), 0.01, 0.10, 0.93, 0.99),
    Agent("sim-machao", (0.8, 3.2), (1.3, 4.2), 0.10, 0.05, 0.72, 0.8),
    Agent("sim-xuting", (0.6, 2), (1.4, 3.6), 0.04, 0.35, 0.79, 0.93),
)
"""steady, quick, careful, overloaded, new"""
SUPERVISORS = ("supervisor", "sim-linfang")
MAINTAINERS = ("maintainer", "maintainer2")
MANAGER = "manager"
TEAMS = {
    Department.VENUE: Team("department", (12, 50), 0.85),
    Department.MEMBERSHIP: Team("sim-heli", (10, 45), 0.9),
    Department.TRAINING: Team("sim-guoqiang", (25, 105), 0.5),
    Department.EVENTS: Team("sim-luobin", (15, 55), 0.85),
    Department.SHOP: Team("sim-songjia", (10, 50), 0.88),
    Department.FRONT_DESK: Team("sim-tangmin", (8, 35), 0.92),
}
"""the training department is slow"""
HIRED = (
    ("sim-liuyang", "刘洋", Role.AGENT, Department.CALL_CENTRE),
    ("sim-huangjing", "黄静", Role.AGENT, Department.CALL_CENTRE),
    ("sim-machao", "马超", Role.AGENT, Department.CALL_CENTRE),
    ("sim-xuting", "许婷", Role.AGENT, Department.CALL_CENTRE),
    ("sim-linfang", "林芳", Role.SUPERVISOR, Department.CALL_CENTRE),
    ("sim-heli", "何丽", Role.DEPARTMENT, Department.MEMBERSHIP),
    ("sim-guoqiang", "郭强", Role.DEPARTMENT, Department.TRAINING),
    ("sim-luobin", "罗斌", Role.DEPARTMENT, Department.EVENTS),
    ("sim-songjia", "宋佳", Role.DEPARTMENT, Department.SHOP),
    ("sim-tangmin", "唐敏", Role.DEPARTMENT, Department.FRONT_DESK),
)
DEMO = ("agent", "supervisor", "maintainer", "maintainer2", "department", "manager")


def hire_colleagues(session: Session, *, passwords: Passwords, now: datetime) -> list[Person]:
    """Those hired now. Nobody knows their passwords: nobody logs in as one of them."""
    return [
        hire(
            session, login, name, secrets.token_urlsafe(32), roles=[role],
            departments=[department], passwords=passwords, by=None, now=now,
        )
        for login, name, role, department in HIRED
        if by_login(session, login) is None
    ]  # fmt: skip


def people_of(session: Session) -> dict[str, int]:
    """Ids by login."""
    logins = (*DEMO, *(login for login, *_ in HIRED))
    found = {login: by_login(session, login) for login in logins}
    return {login: each.id for login, each in found.items() if each is not None}
