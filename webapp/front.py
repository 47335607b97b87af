"""What belongs to no room: is the house standing, its sign, light or dark."""

from typing import Literal

from flask import Blueprint, jsonify, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue

from kb.knowledge import latest_number
from webapp.guard import public
from webapp.paths import same_site
from webapp.services import reading, services

front = Blueprint("front", __name__)

THEME_COOKIE = "courtside_theme"
A_YEAR = 365 * 24 * 3600


@front.get("/healthz")
@public
def health() -> ResponseReturnValue:
    with reading() as session:
        return jsonify(status="ok", knowledge=latest_number(session))


@front.get("/favicon.svg")
@public
def favicon() -> ResponseReturnValue:
    return send_from_directory("static", "favicon.svg", max_age=24 * 3600)


@front.post("/appearance")
@public
def appearance() -> ResponseReturnValue:
    answer = redirect(same_site(request.form.get("back")) or "/", code=303)
    chosen = request.form.get("theme")
    if chosen in ("light", "dark"):
        secure = services().config.https
        answer.set_cookie(
            THEME_COOKIE, chosen, A_YEAR, httponly=True, secure=secure, samesite="Lax"
        )
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer


def theme() -> Literal["", "light", "dark"]:
    match request.cookies.get(THEME_COOKIE):
        case "light":
            return "light"
        case "dark":
            return "dark"
    return ""
