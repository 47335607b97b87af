"""Where templates are found, and what all of them may use."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from kb import terms
from kb.complaints.complaint import shown as complaint_number
from kb.contributions import Grade
from kb.knowledge import EntryState
from webapp.account.colleague import signed_in
from webapp.account.navigation import menu
from webapp.config import Config
from webapp.desk.duty import duty
from webapp.front import theme
from webapp.language import NAMES, offered, spoken, tell
from webapp.library.changes import around
from webapp.library.shelves import shelves
from webapp.notices.unread import unread
from webapp.paths import asking_the_same, here
from webapp.prose import prose
from webapp.simulated import simulated
from webapp.translating.approved import approved, approved_language
from webapp.translating.pages import ours, untouched
from webapp.wording import Remaining, moment, remaining, shorten, validity

HOME = Path(__file__).parent
ROOMS = (
    *("member", "desk", "department", "library", "account", "calendar", "supervise"),
    *("notices", "people", "complaints", "members", "suggestions", "agenda"),
    *("registers", "manage", "me", "mail", "quiz"),
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
        approved=approved,
        complaint_number=complaint_number,
        iso=datetime.isoformat,
        moment=moment,
        ours=ours,
        prose=prose,
        remaining=_remaining,
        shorten=shorten,
        untouched=untouched,
    )
    app.jinja_env.globals.update(
        approved_language=approved_language,
        asking_the_same=asking_the_same,
        around=around,
        club_name=config.club_name,
        duty=duty,
        errors={},
        here=here,
        language_names=NAMES,
        languages=offered,
        menu=menu,
        shelves=shelves,
        simulated=simulated,
        terms=TERMS,
        unread=unread,
        validity=validity,
    )
    app.context_processor(
        lambda: {"colleague": signed_in(), "theme": theme(), "language": spoken()}
    )


def _remaining(due: datetime, now: datetime) -> Remaining:
    left = remaining(due, now)
    return replace(left, words=tell(left.words))
