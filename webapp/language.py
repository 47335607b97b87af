"""In which of our three languages somebody wants to read."""

from collections.abc import Iterable
from typing import Literal, get_args

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_login import current_user

from webapp.translating.catalog import is_complete, translate

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
COOKIE = "lang"
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
OPEN_TO_MEMBERS = ("public", "conversation_key")


def spoken() -> Language:
    """What was chosen here, else what the browser asks for; the API knows no cookies, and
    colleagues read Chinese until they choose."""
    if not has_request_context():
        return "zh-Hans"
    chosen = "" if request.path.startswith("/api/") else request.cookies.get(COOKIE, "")
    if for_colleagues():
        known = _known(chosen)
        return known if known in offered() else "zh-Hans"
    wanted = (tag for tag, quality in request.accept_languages if quality > 0)
    return negotiate((chosen, *wanted))


def negotiate(wanted: Iterable[str]) -> Language:
    """The first that we speak, by no more than its beginning."""
    return next((known for each in wanted if (known := _known(each))), "zh-Hans")


def offered() -> tuple[Language, ...]:
    """To choose from on this page: colleagues are given what all of their pages are there in."""
    if for_colleagues():
        return tuple(each for each in LANGUAGES if each == "zh-Hans" or is_complete(each))
    return LANGUAGES


def for_colleagues() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    policy = getattr(view, "policy", None)
    if policy:
        return policy not in OPEN_TO_MEMBERS
    return not g.get("failing") and bool(current_user.is_authenticated)


def tell(text: str) -> str:
    """One of our sentences, in the language spoken."""
    return translate(text, spoken())


def tell_ours(text: str) -> str:
    """The same for what may be somebody else's words: those stay."""
    return translate(text, spoken(), sure=True)


def answer_in_languages(app: Flask) -> None:
    """Whoever keeps an answer must know that there are others of it."""

    def mark(response: Response) -> Response:
        if response.mimetype in ("text/html", "application/json"):
            response.vary.add("Accept-Language")
        return response

    app.after_request(mark)


def _known(tag: str) -> Language | None:
    tag = tag.lower().replace("_", "-")
    if tag.startswith(TRADITIONAL):
        return "zh-Hant"
    language = tag.partition("-")[0]
    return {"zh": "zh-Hans", "en": "en"}.get(language)  # type: ignore[return-value]
