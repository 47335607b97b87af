from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import NotAllowed
from kb.people.login_session import check_password, end, open_login
from kb.people.person import Person
from kb.people.presence import arrive, leave
from kb.people.rights import rights_of
from kb.tickets.rotation import give_waiting
from webapp.account.colleague import Colleague, signed_in
from webapp.account.navigation import navigation
from webapp.guard import public, signed_in_only
from webapp.paths import same_site
from webapp.services import reading, services, writing

account = Blueprint("account", __name__)


@account.get("/login")
@public
def login() -> ResponseReturnValue:
    if signed_in():
        return redirect(_goal(), code=303)
    return _login_page(request.args.get("next", ""))


@account.post("/login")
@public
def post_login() -> ResponseReturnValue:
    name, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        with reading() as data:
            person = check_password(data, name, password, passwords=services().passwords)
        with writing() as data:
            token = open_login(data, person, now=clock.now())
            arrive(data, person, now=clock.now())
            give_waiting(data, now=clock.now())
    except NotAllowed as error:
        return _refused(name, error)
    return _enter(person, token)


@account.post("/logout")
@public
def logout() -> ResponseReturnValue:
    colleague = signed_in()
    if colleague:
        with writing() as data:
            end(data, colleague.token, now=clock.now())
            leave(data, colleague.person_id, now=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("account.login"), code=303)


@account.get("/staff")
@signed_in_only
def home(_session: Session, by: Person) -> ResponseReturnValue:
    rooms = navigation()
    if rooms:
        return redirect(rooms[0].href, code=303)
    return render_template("account/no_room.html", roles=sorted(by.roles))


def _refused(name: str, error: NotAllowed) -> ResponseReturnValue:
    mistake = {"login": f"{error.message}请检查后再试。"}
    return _login_page(request.form.get("next", ""), name, mistake), 403


def _login_page(goal: str, login: str = "", errors: dict[str, str] | None = None) -> str:
    return render_template("account/login.html", next=goal, login=login, errors=errors or {})


def _enter(person: Person, token: str) -> ResponseReturnValue:
    session.clear()  # nothing that was known to the browser before counts as signed in
    must = person.must_change_password
    login_user(Colleague(token, person.id, person.name, rights_of(person), must))
    return redirect(url_for("me.password") if must else _goal(), code=303)


def _goal() -> str:
    return same_site(request.values.get("next")) or url_for("account.home")
