from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import NotFound
from kb.people.role import Role
from kb.terms import Department


class Person(Base):
    """Somebody who works at the club. People are deactivated, never deleted."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    """another one knows it: nothing is open to them before they have chosen their own"""
    grants: Mapped[list["Grant"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        foreign_keys="Grant.person_id",
        order_by="Grant.role",
    )
    postings: Mapped[list["Posting"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="Posting.department"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(each.role for each in self.grants)

    @property
    def departments(self) -> frozenset[Department]:
        return frozenset(each.department for each in self.postings)


class Grant(Base):
    """A role somebody holds now; taking it back deletes the row, history keeps both."""

    __tablename__ = "grants"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Posting(Base):
    """A department somebody works in."""

    __tablename__ = "postings"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    department: Mapped[Department] = mapped_column(primary_key=True)


def person(session: Session, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound("没有这个账号。", code="no_such_person")
    return found


def colleagues(session: Session) -> list[Person]:
    """Everybody who works here or did, by name."""
    return list(session.scalars(select(Person).order_by(Person.name, Person.id)))


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """id → name; nobody is asked for where there are none."""
    if not ids:
        return {}
    found = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {row.id: row.name for row in session.execute(found)}


def by_login(session: Session, login: str) -> Person | None:
    return session.scalar(select(Person).where(Person.login == normal_login(login)))


def normal_login(login: str) -> str:
    return login.strip().lower()
