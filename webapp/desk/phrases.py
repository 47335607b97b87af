"""What must not be said: told while somebody writes, and what was sent of it by month."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.clock import SHANGHAI, to_local
from kb.complaints.sight import visible_among
from kb.errors import BadInput
from kb.people.person import Person
from kb.people.rights import Right
from kb.policy import current_phrases
from kb.wording.check import flagged
from kb.wording.flagged import FlaggedPhrase, flagged_between
from webapp.desk.record import names
from webapp.desk.room import desk
from webapp.fields import asked
from webapp.guard import needs, needs_on_its_own
from webapp.services import reading

LONGEST = 10_000


@desk.post("/phrases")
@needs_on_its_own(None)
def check_phrases(_by: Person) -> ResponseReturnValue:
    """A piece of a page with what stands out in the text, which is kept nowhere."""
    text = request.form.get("text", "")[:LONGEST]
    with reading() as session:
        flags = flagged(text, current_phrases(session).phrases)
    return render_template("desk/_flags.html", flags=flags, text=text)


@desk.get("/phrases")
@needs(Right.LEAD_SERVICE)
def sent_phrases(session: Session, by: Person) -> ResponseReturnValue:
    now = clock.now()
    year, month = _month(asked("month"), now)
    found = flagged_between(session, _first(year, month), _first(*_after(year, month)))
    return render_template(
        "desk/phrases.html",
        policy=current_phrases(session),
        counts=Counter(each.phrase for each in found).most_common(),
        found=found[:100],
        names=names(session, (each.by_id for each in found[:100])),
        cases=_cases(session, found[:100], by),
        month=f"{year}-{month:02}",
        month_name=f"{year}年{month}月",
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Case:
    label: str
    path: str


def _cases(session: Session, found: Sequence[FlaggedPhrase], by: Person) -> dict[int, Case]:
    """What each was said about, by its id; of complaints those that are for these eyes."""
    numbers = [int(each.subject_id) for each in found if each.subject_type == "complaint"]
    seen = {each.number: each for each in visible_among(session, numbers, by)}
    cases = {}
    for each in found:
        number = int(each.subject_id)
        match each.subject_type:
            case "ticket":
                path = url_for("desk.ticket", number=number)
                cases[each.id] = Case(f"工单 {number}", path)
            case "complaint" if number in seen:
                path = url_for("complaints.complaint", number=number)
                cases[each.id] = Case(f"投诉 {seen[number].shown_number}", path)
            case "suggestion":
                path = url_for("suggestions.suggestion", number=number)
                cases[each.id] = Case(f"建议 {number}", path)
    return cases


def _month(text: str, now: datetime) -> tuple[int, int]:
    if not text:
        return to_local(now).year, to_local(now).month
    read = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
    if read is None:
        raise BadInput("这不是一个月份。", field="month", mend="请写成 2026-11 这样。")
    return int(read[1]), int(read[2])


def _after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _first(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=SHANGHAI)
