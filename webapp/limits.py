"""How often one address may ask, and one address or account may try a password."""

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from kb.people.person import normal_login
from webapp.account.colleague import signed_in
from webapp.config import Config

ASKING = (
    *("member.post_question", "member.post_message", "api.ask_question", "api.post_message"),
    *("suggestions.post_give", "suggestions.post_give_here"),
    *("member.post_verdict", "member.post_rating", "member.post_phone"),
    *("api.post_verdict", "api.post_rating", "api.post_phone"),
)
LOOKING = ("member.likely_questions", "api.likely", "api.widget")
"""Asking what is new has no limit of its own: a whole club may wait behind one address."""
LOGIN = "account.post_login"
CHANGING = "me.post_password"


def limit(app: Flask, config: Config) -> None:
    """The limits stand before the views, so a refused password attempt costs no hashing."""
    limiter = Limiter(
        get_remote_address, app=app, storage_uri=config.limit_storage, headers_enabled=True
    )
    asking = limiter.shared_limit(config.limit_ask, scope="ask")
    views: dict[str, Any] = app.view_functions
    for endpoint in ASKING:
        views[endpoint] = asking(views[endpoint])
    for endpoint in LOOKING:
        views[endpoint] = limiter.limit(config.limit_look)(views[endpoint])
    by_account = limiter.limit(config.limit_login_account, key_func=_account)
    by_address = limiter.limit(config.limit_login_address)
    views[LOGIN] = by_address(by_account(views[LOGIN]))
    by_colleague = limiter.limit(config.limit_login_account, key_func=_colleague)
    views[CHANGING] = by_colleague(views[CHANGING])


def _colleague() -> str:
    colleague = signed_in()
    return f"colleague {colleague.person_id}" if colleague else get_remote_address()


def _account() -> str:
    return f"account {normal_login(request.form.get('login', ''))[:64]}"
