"""Where templates are found, and what all of them may use."""

from datetime import datetime
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from kb import terms
from kb.complaints.complaint import shown as complaint_number
from kb.contributions import Grade
from kb.knowledge import EntryState
from webapp.account.colleague import signed_in
from webapp.account.navigation import navigation
from webapp.config import Config
from webapp.front import theme
from webapp.library.changes import around
from webapp.library.shelves import shelves
from webapp.notices.unread import unread
from webapp.paths import here
from webapp.prose import prose
from webapp.wording import moment, remaining, shorten, validity

HOME = Path(__file__).parent
ROOMS = (
    *("member", "desk", "department", "library", "account", "calendar", "supervise"),
    *("notices", "complaints", "members", "suggestions", "agenda"),
    *("registers", "manage"),
)
TERMS = {
    "Category": terms.Category,
    "Channel": terms.Channel,
    "Audience": terms.Audience,
    "Department": terms.Department,
    "Level": terms.Level,
    "EntryState": EntryState,
    "Grade": Grade,
}


def prepare_pages(app: Flask, config: Config) -> None:
    folders = {room: HOME / room / "templates" for room in ROOMS}
    folders["components"] = HOME / "components"
    loaders = {name: FileSystemLoader(folder) for name, folder in folders.items()}
    app.jinja_loader = PrefixLoader(loaders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        complaint_number=complaint_number,
        iso=datetime.isoformat,
        moment=moment,
        prose=prose,
        remaining=remaining,
        shorten=shorten,
    )
    app.jinja_env.globals.update(
        around=around,
        club_name=config.club_name,
        errors={},
        here=here,
        navigation=navigation,
        shelves=shelves,
        terms=TERMS,
        unread=unread,
        validity=validity,
    )
    app.context_processor(lambda: {"colleague": signed_in(), "theme": theme()})
