"""A login lives in the database, so that ending it also ends every copy of its cookie."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import NotAllowed
from kb.history import record
from kb.people.password import Passwords
from kb.people.person import Person, by_login
from kb.terms import LabelledEnum

LIFETIME = timedelta(hours=12)  # one working day


class Ending(LabelledEnum):
    LOGOUT = "logout", "退出"
    PASSWORD_CHANGED = "password_changed", "密码已更改"
    ROLES_CHANGED = "roles_changed", "角色已更改"
    DEACTIVATED = "deactivated", "账号已停用"


class LoginSession(Base):
    __tablename__ = "login_sessions"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_with_reason"),
        Index(None, "person_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[Ending | None]
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


def check_password(session: Session, login: str, password: str, *, passwords: Passwords) -> Person:
    """Slow on purpose: call it in `database.reading()`, where it holds up no writer.
    Raises the same NotAllowed, after the same time, for every kind of failure."""
    found = by_login(session, login)
    known = found.password_hash if found is not None and found.active else None
    if not passwords.matches(password, known) or found is None:
        raise _refused()
    return found


def open_login(session: Session, person: Person, *, now: datetime) -> str:
    """The token to put in the cookie, for somebody whom check_password let through."""
    still = session.get(Person, person.id)
    if still is None or not still.active or still.password_hash != person.password_hash:
        raise _refused()
    token = secrets.token_urlsafe(32)
    session.add(LoginSession(token_hash=_hash(token), person=still, opened_at=now))
    record(session, "logged_in", "person", still.id, by=still.id, now=now)
    return token


def resume(
    session: Session, token: str, *, now: datetime, lifetime: timedelta = LIFETIME
) -> Person | None:
    """Who holds this token, None when it is unknown, ended, too old or its person inactive."""
    found = _open_session(session, token)
    if found is None or not found.person.active or now - found.opened_at >= lifetime:
        return None
    return found.person


def is_signed_in(
    session: Session, person_id: int, *, now: datetime, lifetime: timedelta = LIFETIME
) -> bool:
    found = select(LoginSession.id).where(
        LoginSession.person_id == person_id,
        LoginSession.ended_at.is_(None),
        LoginSession.opened_at > now - lifetime,
    )
    return session.scalar(found.limit(1)) is not None


def end(session: Session, token: str, *, now: datetime) -> None:
    """Ending twice, or an unknown token, changes nothing."""
    found = _open_session(session, token)
    if found is None:
        return
    found.ended_at = now
    found.ended_why = Ending.LOGOUT
    record(session, "logged_out", "person", found.person_id, by=found.person_id, now=now)


def end_all(
    session: Session, person: Person, why: Ending, *, but: str | None = None, now: datetime
) -> None:
    """The verb that makes this necessary records it in history. `but`: the token that stays."""
    opened = select(LoginSession).where(
        LoginSession.person_id == person.id, LoginSession.ended_at.is_(None)
    )
    if but is not None:
        opened = opened.where(LoginSession.token_hash != _hash(but))
    for each in session.scalars(opened):
        each.ended_at = now
        each.ended_why = why


def _open_session(session: Session, token: str) -> LoginSession | None:
    return session.scalar(
        select(LoginSession).where(
            LoginSession.token_hash == _hash(token), LoginSession.ended_at.is_(None)
        )
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _refused() -> NotAllowed:
    return NotAllowed("用户名或密码不正确。", code="login_refused")
