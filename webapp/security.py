"""What every answer carries, how cookies are set, and who is behind a request."""

from datetime import timedelta

from flask import Flask, Response, abort, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.knowledge.exchange import LARGEST_FILE
from webapp.config import Config

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The address of a conversation is its key and must reach nobody by a link out of it.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BODY_LIMIT = 64 * 1024
# A whole entry with a thousand variants is sent at once, and what is too long for an entry must
# come back to who typed it, with a word on it.
LIBRARY = "/library/"
REGISTERS = "/registers/"
LIBRARY_BODY_LIMIT = 4 * 1024 * 1024
IMPORTS = "/library/imports"
IMPORT_BODY_LIMIT = LARGEST_FILE + 64 * 1024
"""a little more than the largest file: one that is too large is then told so by its own page"""
A_YEAR = timedelta(days=365)


def secure(app: Flask, config: Config) -> CSRFProtect:
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        SESSION_COOKIE_NAME="courtside",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https,
        # A member may leave the page open all day; the token ends with the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        # That check needs the Referer header, which we ask browsers not to send.
        WTF_CSRF_SSL_STRICT=False,
    )
    if config.trusted_proxies:
        trusted = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
    app.before_request(_no_nul_in_path)
    app.before_request(_room_for_long_texts)  # before the token is looked for in the form
    app.after_request(_with_headers)
    if config.https:
        app.after_request(_only_over_https)
    return CSRFProtect(app)


def _no_nul_in_path() -> None:
    if "\0" in request.path:  # PostgreSQL cannot even look for it
        abort(404)


def _room_for_long_texts() -> None:
    if request.path.startswith((LIBRARY, REGISTERS)):
        request.max_content_length = request.max_form_memory_size = LIBRARY_BODY_LIMIT
    if request.path == IMPORTS and current_user.is_authenticated:
        request.max_content_length = IMPORT_BODY_LIMIT


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in ("static", "front.favicon"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _only_over_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={int(A_YEAR.total_seconds())}"
    return response
