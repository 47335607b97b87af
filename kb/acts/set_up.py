"""Bringing an installation up from nothing, or up to date; every step may be repeated."""

import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kb.acts.load_corpus import load_corpus
from kb.acts.save_questions import save_questions
from kb.counter import take_numbers
from kb.db import Database
from kb.deadlines.days import import_usual_years
from kb.knowledge.loading import LoadReport
from kb.people.accounts import deactivate, hire
from kb.people.password import Passwords
from kb.people.person import Person, by_login

LOADER = "corpus"


def set_up(
    database: Database, corpus_dir: Path, *, passwords: Passwords, now: datetime
) -> LoadReport:
    """Tables to the newest form, then the corpus's texts and policies into force."""
    database.migrate()
    with database.setting_up() as session:
        # Two processes at their first start do this one after the other.
        take_numbers(session, "set_up")
        by = loader(session, passwords=passwords, now=now)
        report = load_corpus(session, corpus_dir, by=by.id, now=now)
        save_questions(session, corpus_dir, now=now)
        import_usual_years(session, by=by.id, now=now)
        return report


def loader(session: Session, *, passwords: Passwords, now: datetime) -> Person:
    """In whose name files are loaded: an account that nobody can log in to."""
    known = by_login(session, LOADER)
    if known is not None:
        return known
    hired = hire(
        session,
        LOADER,
        "语料载入",
        secrets.token_urlsafe(32),
        roles=[],
        passwords=passwords,
        by=None,
        now=now,
    )
    return deactivate(session, hired, why="只用于载入语料", by=None, now=now)
