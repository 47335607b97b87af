"""The parts of the application, put together in an order that matters."""

import logging

from flask_openapi3.openapi import OpenAPI
from flask_wtf import CSRFProtect

from webapp.account.colleague import manage_logins
from webapp.account.routes import account
from webapp.agenda import prospects as _prospects  # noqa: F401
from webapp.agenda import routes as _agenda  # noqa: F401
from webapp.agenda.room import agenda_room
from webapp.api import routes as _api  # noqa: F401
from webapp.api import widget as _widget  # noqa: F401
from webapp.api.contract import ErrorBody
from webapp.api.openapi import INFO, SECURITY_SCHEMES, refuse
from webapp.api.room import api
from webapp.calendar.routes import calendar
from webapp.channels import channels_of
from webapp.complaints import actions as _actions  # noqa: F401
from webapp.complaints import figures as _figures  # noqa: F401
from webapp.complaints import letters as _letters  # noqa: F401
from webapp.complaints import routes as _complaints  # noqa: F401
from webapp.complaints import steps as _steps  # noqa: F401
from webapp.complaints.room import complaints
from webapp.config import Config
from webapp.cross_origin import answer_other_origins
from webapp.department.routes import department
from webapp.desk import calls, clocks, hands, working  # noqa: F401 - each adds its views
from webapp.desk import duty as _duty  # noqa: F401
from webapp.desk import handovers as _handovers  # noqa: F401
from webapp.desk import lookup as _lookup  # noqa: F401
from webapp.desk import marking as _marking  # noqa: F401
from webapp.desk import news as _news  # noqa: F401
from webapp.desk import noting as _noting  # noqa: F401
from webapp.desk import phrases as _phrases  # noqa: F401
from webapp.desk import routes as _tickets  # noqa: F401
from webapp.desk import waiting as _waiting  # noqa: F401
from webapp.desk.room import desk
from webapp.desk.sayings import sayings
from webapp.errors import answer_errors
from webapp.front import front
from webapp.guard import public, require_policies
from webapp.kept_files import keep_static_files
from webapp.language import answer_in_languages
from webapp.library import (  # noqa: F401 - each adds its views
    checking,
    contributions,
    exchanging,
    foreseeing,
    gaps,
    hot,
    lexicon,
    many,
    reviewing,
    routes,
    tasks,
    thresholds,
    trying,
    writing,
)
from webapp.library.room import library
from webapp.limits import limit
from webapp.logging import configure_logging
from webapp.mail.routes import mail
from webapp.mailing import account_of
from webapp.manage import boards as _boards  # noqa: F401
from webapp.manage import grades as _grades  # noqa: F401
from webapp.manage import honours as _honours  # noqa: F401
from webapp.manage import persons as _persons  # noqa: F401
from webapp.manage import restating as _restating  # noqa: F401
from webapp.manage import scores as _scores  # noqa: F401
from webapp.manage.room import manage
from webapp.me import password as _password  # noqa: F401
from webapp.me import standing as _standing  # noqa: F401
from webapp.me.routes import me
from webapp.member.routes import member
from webapp.members import handling as _handling  # noqa: F401
from webapp.members import linking as _linking  # noqa: F401
from webapp.members import routes as _members  # noqa: F401
from webapp.members.room import members
from webapp.notices import choosing as _choosing  # noqa: F401
from webapp.notices import routes as _notices  # noqa: F401
from webapp.notices.room import notices
from webapp.pages import prepare_pages
from webapp.people.routes import people
from webapp.quiz.routes import quiz
from webapp.registers import filling, keeping, lists  # noqa: F401 - each adds its views
from webapp.registers.room import registers
from webapp.security import secure
from webapp.services import Services, open_services
from webapp.sighting import keep_in_sight
from webapp.suggestions import giving as _giving  # noqa: F401
from webapp.suggestions import routes as _suggestions  # noqa: F401
from webapp.suggestions.room import suggestions
from webapp.supervise import case_acts, following, report_acts, wall, weekly_page  # noqa: F401
from webapp.supervise.room import follow_ups, supervise
from webapp.translating.pages import Pages


def assemble(config: Config, services: Services | None) -> OpenAPI:
    config.require_safe()
    channels_of(config)  # a setting that cannot be used stops the start
    account_of(config)
    if not logging.getLogger().handlers:  # whoever has some, tests for instance, keeps theirs
        configure_logging(config.log_form, level=config.log_level)
    app = _bare_app()
    app.extensions["courtside"] = services or open_services(config)
    csrf = secure(app, config)
    answer_other_origins(app, config)
    manage_logins(app)
    answer_errors(app)
    answer_in_languages(app)
    app.after_request(keep_in_sight)
    keep_static_files(app)
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
    app.jinja_environment = Pages
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    return app


def _add_rooms(app: OpenAPI, csrf: CSRFProtect) -> None:
    for room in (
        front,
        member,
        account,
        desk,
        sayings,
        department,
        library,
        calendar,
        notices,
        complaints,
        registers,
        supervise,
        follow_ups,
    ):
        app.register_blueprint(room)
    for room in (mail, members, people, suggestions, agenda_room, manage, me, quiz):
        app.register_blueprint(room)
    app.register_api(api)
    # The API knows no cookies: nothing a foreign page could ride on.
    csrf.exempt(api)
