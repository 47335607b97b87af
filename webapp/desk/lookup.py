"""Looking standard answers up while somebody waits: a page, and a piece of it for every page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.triage_words import Proposal, triage_words
from kb.knowledge.due import due_on, is_due
from kb.knowledge.miss import note_miss
from kb.people.person import Person
from kb.people.rights import Right, rights_of
from kb.search.finder import Hit
from kb.terms import LabelledEnum
from kb.tickets import find_ticket
from webapp.account.colleague import Colleague
from webapp.desk.room import desk
from webapp.fields import asked, number, typed
from webapp.guard import needs, needs_in_memory
from webapp.services import services

LONGEST = 200


class Purpose(LabelledEnum):
    """What is done with what is found: beside a ticket it may go into the reply, on the record of
    a call it becomes the answer."""

    COPY = "copy", "复制"
    REPLY = "reply", "回复"
    CALL = "call", "来电"


@dataclass(frozen=True)
class Row:
    """`due`: the day on which the text is to be looked at again."""

    hit: Hit
    due: date | None
    is_due: bool


@dataclass(frozen=True)
class Results:
    """`proposal`: what triage makes of the words, where that was asked for."""

    text: str
    rows: Sequence[Row]
    is_sure: bool
    purpose: Purpose
    proposal: Proposal | None = None


@desk.get("/lookup")
@needs(Right.WORK_TICKETS)
def lookup(_session: Session, by: Person) -> ResponseReturnValue:
    results = _results(rights_of(by), deep=True) if asked("q") else None
    return render_template("desk/lookup.html", results=results, now=clock.now())


@desk.get("/lookup/found")
@needs_in_memory(Right.WORK_TICKETS)
def found_entries(by: Colleague) -> ResponseReturnValue:
    """A piece of a page. `deep`: somebody paused, so the meaning may be looked for as well."""
    results = _results(by.rights, deep=asked("deep") == "1")
    return render_template("desk/_found.html", results=results, now=clock.now())


@desk.post("/lookup/misses")
@needs(Right.WORK_TICKETS)
def post_miss(session: Session, by: Person) -> ResponseReturnValue:
    """Nothing fits: kept as something to write about, and a colleague is asked."""
    text, now = typed("q")[:LONGEST], clock.now()
    ticket = number(typed("ticket"), field="ticket") if typed("ticket") else None
    if ticket is not None:
        find_ticket(session, ticket)
    note_miss(session, text, ticket=ticket, by=by.id, now=now)
    if typed("stay"):
        return "", 204
    if ticket is None:
        return redirect(url_for("desk.new_call", question=text, consult="yes"), code=303)
    return redirect(url_for("desk.ticket", number=ticket, ask=text, _anchor="ask"), code=303)


def vain_question(text: str) -> str:
    """What a colleague is asked when the base has nothing."""
    return f"知识库里查不到“{text}”，请指点怎么答复。"


def _results(rights: Collection[Right], *, deep: bool) -> Results:
    text, now = asked("q")[:LONGEST], clock.now()
    purpose = next((each for each in Purpose if each == request.args.get("for")), Purpose.COPY)
    assistant = services().assistant
    fitting = services().finder.find(
        text,
        internal=Right.SEE_INTERNAL in rights,
        meaning=assistant.meaning if deep else None,
        now=now,
    )
    rows = [_row(each, now) for each in fitting.hits]
    proposal = None
    if deep and purpose is Purpose.CALL and text:
        proposal = triage_words(assistant, text, now=now)
    return Results(text, rows, fitting.is_sure or deep, purpose, proposal)


def _row(hit: Hit, now: datetime) -> Row:
    rechecks = services().assistant.rechecks
    if rechecks is None:
        return Row(hit, None, is_due=False)
    return Row(hit, due_on(hit.entry, rechecks), is_due(hit.entry, rechecks, now))
