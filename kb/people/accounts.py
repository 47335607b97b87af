"""Who works here, and as what. Each verb checks, changes, records and returns."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.login_session import Ending, end_all
from kb.people.password import Passwords
from kb.people.person import Grant, Person, Posting, by_login, normal_login
from kb.people.presence import leave
from kb.people.rights import Right, holders
from kb.people.role import Role
from kb.terms import Department
from kb.text import clean

MOST_CHARACTERS = 200


def hire(
    session: Session,
    login: str,
    name: str,
    password: str,
    *,
    roles: Collection[Role],
    departments: Collection[Department] = (),
    passwords: Passwords,
    only_once: bool = False,
    by: int | None,
    now: datetime,
) -> Person:
    """`only_once`: they choose a password of their own before they do anything else."""
    login, name = _read_login(login), _read_name(name)
    if by_login(session, login) is not None:
        raise Conflict(f"用户名“{login}”已被使用。", code="login_taken")
    hired = Person(
        login=login,
        name=name,
        password_hash=passwords.hash(password),
        active=True,
        must_change_password=only_once,
        grants=[Grant(role=role, granted_at=now, by_id=by) for role in sorted(set(roles))],
        postings=[Posting(department=each) for each in sorted(set(departments))],
    )
    session.add(hired)
    session.flush()
    details = {"login": login, "roles": sorted(hired.roles), "departments": sorted(departments)}
    record(session, "hired", "person", hired.id, by=by, now=now, **details)
    return hired


def grant(session: Session, person: Person, role: Role, *, by: int | None, now: datetime) -> Person:
    _require_active(person)
    if role in person.roles:
        raise Conflict(f"{person.name}已是{role.label}。", code="role_held")
    person.grants.append(Grant(role=role, granted_at=now, by_id=by))
    end_all(session, person, Ending.ROLES_CHANGED, now=now)
    record(session, "role_granted", "person", person.id, by=by, now=now, role=role)
    return person


def revoke(
    session: Session, person: Person, role: Role, *, why: str, by: int | None, now: datetime
) -> Person:
    held = next((each for each in person.grants if each.role == role), None)
    if held is None:
        raise Conflict(f"{person.name}不是{role.label}。", code="role_not_held")
    person.grants.remove(held)
    end_all(session, person, Ending.ROLES_CHANGED, now=now)
    record(session, "role_revoked", "person", person.id, by=by, now=now, role=role, why=why)
    return person


def change_password(
    session: Session,
    person: Person,
    password: str,
    *,
    passwords: Passwords,
    only_once: bool = False,
    by: int | None,
    now: datetime,
) -> Person:
    """By another; everybody may choose their own (`kb.people.own_password`)."""
    _require_active(person)
    person.password_hash = passwords.hash(password)
    person.must_change_password = only_once
    end_all(session, person, Ending.PASSWORD_CHANGED, now=now)
    record(session, "password_changed", "person", person.id, by=by, now=now)
    return person


def change_roles(
    session: Session,
    person: Person,
    roles: Collection[Role],
    *,
    why: str,
    by: int | None,
    now: datetime,
) -> Person:
    """To exactly these."""
    _require_active(person)
    if set(roles) == person.roles:
        return person
    reason = _read_why(why)
    _lock_all(session)
    for each in sorted(set(roles) - person.roles):
        grant(session, person, each, by=by, now=now)
    for each in sorted(person.roles - set(roles)):
        revoke(session, person, each, why=reason, by=by, now=now)
    _require_somebody_in_charge(session)
    return person


def post(
    session: Session,
    person: Person,
    departments: Collection[Department],
    *,
    by: int | None,
    now: datetime,
) -> Person:
    """To work in exactly these departments."""
    _require_active(person)
    before, after = person.departments, frozenset(departments)
    if before != after:
        person.postings = [
            *(each for each in person.postings if each.department in after),
            *(Posting(department=each) for each in sorted(after - before)),
        ]
        details = {"before": sorted(before), "after": sorted(after)}
        record(session, "posted", "person", person.id, by=by, now=now, **details)
        session.flush()
    return person


def reactivate(session: Session, person: Person, *, by: int | None, now: datetime) -> Person:
    if person.active:
        raise Conflict(f"{person.name}的账号没有停用。", code="person_active")
    person.active = True
    record(session, "reactivated", "person", person.id, by=by, now=now)
    session.flush()
    return person


def dismiss(session: Session, person: Person, *, why: str, by: int | None, now: datetime) -> Person:
    """Deactivates somebody whom the club can do without: not the last who manages accounts."""
    reason = _read_why(why)
    _lock_all(session)
    deactivate(session, person, why=reason, by=by, now=now)
    _require_somebody_in_charge(session)
    return person


def deactivate(
    session: Session, person: Person, *, why: str, by: int | None, now: datetime
) -> Person:
    _require_active(person)
    person.active = False
    end_all(session, person, Ending.DEACTIVATED, now=now)
    leave(session, person.id, now=now)
    record(session, "deactivated", "person", person.id, by=by, now=now, why=why)
    return person


def _lock_all(session: Session) -> None:
    """Two administrators who dismiss each other at once do so one after the other."""
    session.execute(select(Person.id).order_by(Person.id).with_for_update())


def _require_somebody_in_charge(session: Session) -> None:
    session.flush()
    if not holders(session, Right.MANAGE_ACCOUNTS):
        raise Conflict(
            "这样就没有人能管理账号了。",
            code="last_administrator",
            mend="请先让另一位同事成为系统管理员。",
        )


def _require_active(person: Person) -> None:
    if not person.active:
        raise Conflict(f"{person.name}的账号已停用。", code="person_inactive")


def _read_login(text: str) -> str:
    login = normal_login(text)
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,31}", login):
        raise BadInput(
            "用户名应为 2 到 32 个字母、数字或 . _ -，并以字母开头。",
            field="login",
            code="bad_login",
        )
    return login


def _read_why(text: str) -> str:
    why = clean(text)
    if not 1 <= len(why) <= MOST_CHARACTERS:
        raise BadInput(
            f"原因应为 1 到 {MOST_CHARACTERS} 个字。",
            field="why",
            code="bad_reason",
            mend="请补上。",
        )
    return why


def _read_name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 40 or not name.isprintable():
        raise BadInput("姓名应为 1 到 40 个字。", field="name", code="bad_name")
    return name
