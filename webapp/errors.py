"""Every error becomes an answer here: a page for people, one JSON shape for programs."""

from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from kb.errors import BadInput, Conflict, CourtsideError, NotAllowed, NotFound, NotReady
from webapp.language import spoken, tell
from webapp.messages import Message, in_chinese, in_english

STATUS: dict[type[CourtsideError], int] = {
    BadInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    NotReady: 503,
}
KEPT = ("Allow", "Retry-After")
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
log = structlog.get_logger("courtside.web")


@dataclass(frozen=True)
class Problem:
    status: int
    code: str
    # What the room itself said, in Chinese; None where its words are not for the public.
    said: Message | None = None


def answer_errors(app: Flask) -> None:
    app.register_error_handler(CourtsideError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _not_stored)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: CourtsideError) -> int:
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def wants_json() -> bool:
    return request.path.startswith("/api/")


def _known(error: CourtsideError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.error("not_ready", code=error.code, reason=error.message)
        return _respond(Problem(status, error.code))
    return _respond(Problem(status, error.code, Message(error.message, error.mend)))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # routing redirects by raising
        return error
    if isinstance(error, SecurityError):  # of a foreign host name: no page has an address there
        return make_response(in_chinese("bad_request", status).text, status, PLAIN)
    code = "csrf" if isinstance(error, CSRFError) else _code(status)
    answer = _respond(Problem(status, code))
    kept = ((name, value) for name, value in error.get_headers() if name in KEPT)
    answer.headers.extend(kept)
    return answer


def _unforeseen(error: Exception) -> Response:
    # The rule and not the path: a path may hold the key of a conversation.
    rule = request.url_rule.rule if request.url_rule else None
    log.error("unforeseen", rule=rule, exc_info=error)
    g.failing = True  # the page must not ask the database who is looking
    return _respond(Problem(InternalServerError.code, "internal"))


def _not_stored(error: OperationalError) -> Response:
    """A full disk, a database that is locked or gone: the transaction was rolled back."""
    rule = request.url_rule.rule if request.url_rule else None
    log.error("not_stored", rule=rule, reason=str(error.orig))
    g.failing = True
    return _respond(Problem(503, "not_stored"))


def _code(status: int) -> str:
    return {
        403: "not_allowed",
        404: "not_found",
        405: "method_not_allowed",
        413: "too_large",
        429: "too_many_requests",
    }.get(status, "internal" if status >= 500 else "bad_request")


def _respond(problem: Problem) -> Response:
    message = problem.said or in_chinese(problem.code, problem.status)
    if wants_json():
        return _respond_in_json(problem, message)
    page = render_template("components/error.html", status=problem.status, message=message)
    return make_response(page, problem.status)


def _respond_in_json(problem: Problem, message: Message) -> Response:
    language = spoken()
    if language == "en":
        message = in_english(problem.code, problem.status)
    elif language != "zh-Hans":
        message = Message(tell(message.text), tell(message.mend) if message.mend else None)
    error = {"code": problem.code, "message": message.text, "mend": message.mend}
    return make_response(jsonify(error=error), problem.status)
