"""Which foreign sites may read what the API says: those that are set, by their exact origin."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, request

from kb.errors import BadInput
from webapp.config import PREFIX, Config

API = "/api/"
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, X-Courtside-Conversation, Accept-Language",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "Retry-After"
PORTS = {"http": 80, "https": 443}


def answer_other_origins(app: Flask, config: Config) -> None:
    """A site that is not set gets the same answers, but its browsers let no script read them."""
    known = frozenset(map(_setting, config.widget_origins))

    def preflight() -> Response | None:
        asked = request.method == "OPTIONS" and request.path.startswith(API)
        return Response(status=204) if asked and _allowed(known) else None

    def mark(response: Response) -> Response:
        if not request.path.startswith(API):
            return response
        response.vary.add("Origin")
        origin = _allowed(known)
        if origin is None:
            return response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers.update(ALLOWED)
        return response

    app.before_request(preflight)
    app.after_request(mark)


def _allowed(known: Iterable[str]) -> str | None:
    """The Origin as it was sent, where it is one of them."""
    origins = request.headers.getlist("Origin")
    if len(origins) != 1:
        return None
    return origins[0] if _normal(origins[0]) in known else None


def _setting(text: str) -> str:
    normal = _normal(text.rstrip("/"))
    if normal is None:
        raise BadInput(
            f"{PREFIX}WIDGET_ORIGINS 里的“{text}”不是网站的来源。",
            field=f"{PREFIX}WIDGET_ORIGINS",
            code="bad_setting",
            mend="请写成 https://www.club.example，不带路径。",
        )
    return normal


def _normal(text: str) -> str | None:
    """Scheme, host and port, lower case and without the port that goes without saying; None for
    everything that is no origin: `null`, an address with a path, a user, blanks."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host or not host.isascii():
        return None
    bare = f"{parts.scheme}://{parts.netloc}"
    if bare.lower() != text.lower() or parts.netloc.endswith(":") or "@" in text or " " in text:
        return None
    usual = port is None or port == PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"
