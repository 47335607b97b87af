"""What members ask most, and what of it stands on their start page."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.choose_presets import Standing, choose_preset
from kb.errors import BadInput, CourtsideError
from kb.knowledge import find_entry, find_revision
from kb.people.person import Person
from kb.people.rights import Right
from kb.policy import PresetsPolicy
from kb.policy.version import presets_in_force
from kb.reports.hot import Counts, Hot, hot_questions
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.library.room import library
from webapp.member.shown import presets
from webapp.mistakes import mistakes
from webapp.services import services

MOST = 60


@dataclass(frozen=True)
class Row:
    hot: Hot
    question: str
    standing: Standing


@library.get("/hot")
@needs(Right.EDIT_KNOWLEDGE)
def hot(session: Session, _by: Person) -> ResponseReturnValue:
    return _page(session)


def _again(
    session: Session, _by: Person, error: CourtsideError, **_given: str
) -> ResponseReturnValue:
    return _page(session, error), status_of(error)


@library.post("/hot/<entry_id>/standing")
@needs(Right.TUNE_ANSWERING, again=_again)
def post_preset(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    standing = typed("standing")
    if standing not in set(Standing):
        raise BadInput("没有这种放法。", field="standing")
    chosen = Standing(standing)
    choose_preset(session, entry_id, chosen, by=by.id, now=clock.now())
    flash(f"“{_question(session, entry_id)}”：{chosen.label}。")
    return redirect(url_for("library.hot"), code=303)


def _page(session: Session, error: CourtsideError | None = None) -> str:
    now, chosen = clock.now(), presets_in_force(session)
    counted = hot_questions(session, now=now)
    rows = [_row(session, each, chosen) for each in counted[:MOST]]
    unasked = {*chosen.pinned, *chosen.excluded} - {each.entry_id for each in counted[:MOST]}
    rows += [_row(session, Hot(each, Counts(), Counts(), 0), chosen) for each in sorted(unasked)]
    return render_template(
        "library/hot.html",
        rows=rows,
        total=len(counted),
        shown=presets(session, services().config.preset_entries),
        Standing=Standing,
        errors=mistakes(error, "standing"),
    )


def _row(session: Session, found: Hot, chosen: PresetsPolicy) -> Row:
    standing = Standing.COUNTED
    if found.entry_id in chosen.pinned:
        standing = Standing.PINNED
    elif found.entry_id in chosen.excluded:
        standing = Standing.EXCLUDED
    return Row(found, _question(session, found.entry_id), standing)


def _question(session: Session, entry_id: str) -> str:
    entry = find_entry(session, entry_id)
    return find_revision(session, entry_id, entry.live or entry.head).question
