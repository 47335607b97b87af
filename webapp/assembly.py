"""The parts of the application, put together in an order that matters."""

import logging

from flask_openapi3.openapi import OpenAPI
from flask_wtf import CSRFProtect

from webapp.account.colleague import manage_logins
from webapp.account.routes import account
from webapp.api.contract import ErrorBody
from webapp.api.openapi import INFO, SECURITY_SCHEMES, refuse
from webapp.api.routes import api
from webapp.config import Config
from webapp.desk.routes import desk
from webapp.errors import answer_errors
from webapp.front import front
from webapp.guard import public, require_policies
from webapp.library import (  # noqa: F401 - each adds its views
    checking,
    contributions,
    exchanging,
    foreseeing,
    gaps,
    many,
    reviewing,
    routes,
    tasks,
    writing,
)
from webapp.library.room import library
from webapp.limits import limit
from webapp.logging import configure_logging
from webapp.member.routes import member
from webapp.pages import prepare_pages
from webapp.security import secure
from webapp.services import Services, open_services


def assemble(config: Config, services: Services | None) -> OpenAPI:
    config.require_safe()
    if not logging.getLogger().handlers:  # whoever has some, tests for instance, keeps theirs
        configure_logging(config.log_form, level=config.log_level)
    app = _bare_app()
    app.extensions["courtside"] = services or open_services(config)
    csrf = secure(app, config)
    manage_logins(app)
    answer_errors(app)
    prepare_pages(app, config)
    _add_rooms(app, csrf)
    limit(app, config)
    public(app.view_functions["static"])
    require_policies(app)
    return app


def _bare_app() -> OpenAPI:
    app = OpenAPI(
        "webapp",
        info=INFO,
        security_schemes=SECURITY_SCHEMES,
        doc_ui=False,
        validation_error_status=400,
        validation_error_model=ErrorBody,
        validation_error_callback=refuse,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    return app


def _add_rooms(app: OpenAPI, csrf: CSRFProtect) -> None:
    for room in (front, member, account, desk, library):
        app.register_blueprint(room)
    app.register_api(api)
    # The API knows no cookies: nothing a foreign page could ride on.
    csrf.exempt(api)
