"""Choosing a password of one's own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import CourtsideError
from kb.people.own_password import choose_password, prove
from kb.people.password import LONGEST, SHORTEST
from kb.people.person import Person
from webapp.account.colleague import signed_in
from webapp.errors import status_of
from webapp.guard import needs, needs_on_its_own, to_login
from webapp.me.room import me
from webapp.mistakes import mistakes
from webapp.services import services, writing


@me.get("/password")
@needs(None)
def password(_session: Session, by: Person) -> ResponseReturnValue:
    return _page(by)


def _again(_session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(by, error), status_of(error)


@me.post("/password")
@needs_on_its_own(None, again=_again)
def post_password(by: Person) -> ResponseReturnValue:
    colleague, given = signed_in(), request.form
    if colleague is None:
        return to_login()
    chosen = prove(
        by, given.get("old", ""), given.get("password", ""), given.get("again", ""),
        passwords=services().passwords,
    )  # fmt: skip
    with writing() as session:
        choose_password(
            session, by.id, by.password_hash, chosen, token=colleague.token, now=clock.now()
        )
    flash("密码已更换；在别处登录的都已退出。")
    return redirect(url_for("account.home"), code=303)


def _page(by: Person, error: CourtsideError | None = None) -> str:
    return render_template(
        "me/password.html",
        must=by.must_change_password,
        shortest=SHORTEST,
        longest=LONGEST,
        errors=mistakes(error, "old"),
    )
