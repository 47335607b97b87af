"""Accounts: who works here, as what and where; a password for them, shown once."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import CourtsideError
from kb.people.accounts import (
    change_password,
    change_roles,
    dismiss,
    hire,
    post,
    reactivate,
)
from kb.people.person import Person, colleagues, person
from kb.people.rights import Right
from kb.people.role import Role
from kb.terms import Department
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.services import services

people = Blueprint("people", __name__, url_prefix="/people")
ONE = "/<int(max=2147483647):person_id>"
CHARACTERS = 12
"""bytes that a password is drawn from: it reads as 16 signs"""


@people.get("")
@needs(Right.MANAGE_ACCOUNTS)
def everybody(session: Session, _by: Person) -> ResponseReturnValue:
    return _list(session)


def _list_again(session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _list(session, error), status_of(error)


@people.post("")
@needs(Right.MANAGE_ACCOUNTS, again=_list_again)
def post_person(session: Session, by: Person) -> ResponseReturnValue:
    password = secrets.token_urlsafe(CHARACTERS)
    hired = hire(
        session, typed("login"), typed("name"), password,
        roles=_roles(), departments=_departments(), passwords=services().passwords,
        only_once=True, by=by.id, now=clock.now(),
    )  # fmt: skip
    return _page(session, hired.id, password=password)


@people.get(ONE)
@needs(Right.MANAGE_ACCOUNTS)
def one(session: Session, _by: Person, person_id: int) -> ResponseReturnValue:
    return _page(session, person_id)


def _again(
    session: Session, _by: Person, error: CourtsideError, person_id: int
) -> ResponseReturnValue:
    return _page(session, person_id, error), status_of(error)


@people.post(f"{ONE}/roles")
@needs(Right.MANAGE_ACCOUNTS, again=_again)
def post_roles(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    found = person(session, person_id)
    change_roles(session, found, _roles(), why=typed("why"), by=by.id, now=clock.now())
    post(session, found, _departments(), by=by.id, now=clock.now())
    flash(f"{found.name}的角色和部门已保存；角色有改动时，要重新登录。")
    return redirect(url_for("people.one", person_id=person_id), code=303)


@people.post(f"{ONE}/password")
@needs(Right.MANAGE_ACCOUNTS, again=_again)
def post_password(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    password, found = secrets.token_urlsafe(CHARACTERS), person(session, person_id)
    change_password(
        session, found, password, passwords=services().passwords, only_once=True,
        by=by.id, now=clock.now(),
    )  # fmt: skip
    return _page(session, person_id, password=password)


@people.post(f"{ONE}/deactivation")
@needs(Right.MANAGE_ACCOUNTS, again=_again)
def post_deactivation(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    found = dismiss(
        session, person(session, person_id), why=typed("why"), by=by.id, now=clock.now()
    )
    flash(f"{found.name}的账号已停用，随时可以恢复。")
    return redirect(url_for("people.one", person_id=person_id), code=303)


@people.post(f"{ONE}/reactivation")
@needs(Right.MANAGE_ACCOUNTS, again=_again)
def post_reactivation(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    found = reactivate(session, person(session, person_id), by=by.id, now=clock.now())
    flash(f"{found.name}的账号已恢复。")
    return redirect(url_for("people.one", person_id=person_id), code=303)


def _list(session: Session, error: CourtsideError | None = None) -> str:
    return render_template(
        "people/list.html",
        people=sorted(colleagues(session), key=lambda each: not each.active),
        roles=Role,
        typed=request.form,
        chosen=_chosen(),
        errors=mistakes(error, "login"),
    )


def _page(
    session: Session, person_id: int, error: CourtsideError | None = None, *, password: str = ""
) -> str:
    found = person(session, person_id)
    return render_template(
        "people/person.html",
        person=found,
        password=password,
        roles=Role,
        typed=request.form,
        chosen=_chosen() if error else {*found.roles, *found.departments},
        errors=mistakes(error, "why"),
    )


def _roles() -> list[Role]:
    return [each for each in Role if each.value in request.form.getlist("role")]


def _departments() -> list[Department]:
    return [each for each in Department if each.value in request.form.getlist("department")]


def _chosen() -> set[Role | Department]:
    return {*_roles(), *_departments()}
