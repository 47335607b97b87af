"""What belongs to no room: is the house standing, its sign, light or dark."""

from typing import Literal

from flask import Blueprint, Response, jsonify, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue

from kb.knowledge import latest_number
from webapp.embedding import widget_script
from webapp.guard import public
from webapp.language import COOKIE, LANGUAGES
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


@front.get("/widget/v1.js")
@public
def widget() -> Response:
    """Fetched by pages of other sites, and the same for all of them."""
    script = Response(widget_script(), mimetype="text/javascript")
    script.add_etag()
    script.headers["Cache-Control"] = "public, max-age=300"
    script.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return script.make_conditional(request)


@front.post("/appearance")
@public
def appearance() -> ResponseReturnValue:
    answer = redirect(same_site(request.form.get("back")) or "/", code=303)
    chosen = request.form.get("theme")
    if chosen in ("light", "dark"):
        _remember(answer, THEME_COOKIE, chosen)
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer


@front.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    answer = redirect(same_site(request.form.get("back")) or "/", code=303)
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        _remember(answer, COOKIE, chosen)
    return answer


def _remember(answer: Response, name: str, chosen: str) -> None:
    secure = services().config.https
    answer.set_cookie(name, chosen, A_YEAR, httponly=True, secure=secure, samesite="Lax")


def theme() -> Literal["", "light", "dark"]:
    match request.cookies.get(THEME_COOKIE):
        case "light":
            return "light"
        case "dark":
            return "dark"
    return ""
