"""What goes to a complainant or to who made a suggestion is looked at like a reply to a ticket."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaining import Desk, S, hire_team
from house import ROOT
from kb.acts.suggest import note_suggestion, thank_giver
from kb.acts.tell_complainant import send_apology, tell_result, tell_why_invalid
from kb.complaints.letter import LetterPart
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import draft_letter, keep_letter
from kb.db import Database
from kb.policy import adopt, read_policies
from kb.suggestions import classify, decline
from kb.terms import Category, Channel, Department
from kb.wording.flagged import FlaggedPhrase
from world import MORNING

RUDE = "不可能，这是公司规定。"


@pytest.fixture
def desk(sqlite: Database) -> Iterator[Desk]:
    with sqlite.writing() as session:
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
        yield Desk(session, hire_team(session))


def result(desk: Desk) -> tuple[str, int]:
    complaint = desk.at(S.CARRIED_OUT)
    tell_result(desk.session, complaint, RUDE, by=desk.staff.wang.id, now=desk.now)
    assert complaint.state is S.RESULT_GIVEN
    return "complaint", complaint.number


def explanation(desk: Desk) -> tuple[str, int]:
    complaint = desk.at(S.SLIPPED)
    tell_why_invalid(desk.session, complaint, RUDE, by=desk.staff.wang.id, now=desk.now)
    assert complaint.state is S.EXPLAINED
    return "complaint", complaint.number


def letter(desk: Desk) -> tuple[str, int]:
    session, complaint = desk.session, desk.at(S.RESULT_GIVEN)
    by, now = desk.staff.wang.id, desk.now
    parts = draft_letter(session, complaint, "场边", now=now) | {LetterPart.FACTS: RUDE}
    kept = keep_letter(session, complaint, parts, seen=0, by=by, now=now)
    assert flags(session) == []
    send_apology(session, complaint, kept.version, SentBy.POST, "", by=by, now=now)
    return "complaint", complaint.number


def thanks(desk: Desk, *, reached: bool = True) -> tuple[str, int]:
    session, by, now = desk.session, desk.staff.wang.id, desk.now
    made = note_suggestion(
        session, "装吹风机", channel=Channel.PHONE, category=Category.VENUE, giver="", contact="",
        by=by, now=now,
    )  # fmt: skip
    classify(session, made, Category.VENUE, Department.VENUE, by=by, now=now)
    decline(session, made, "电路不够", by=desk.staff.zhao, now=now)
    thank_giver(session, made, RUDE, Channel.PHONE, reached=reached, by=by, now=now)
    return "suggestion", made.number


def flags(session: Session) -> list[FlaggedPhrase]:
    return list(session.scalars(select(FlaggedPhrase).order_by(FlaggedPhrase.id)))


@pytest.mark.parametrize("tell", [result, explanation, letter, thanks])
def test_what_must_not_be_said_is_kept_and_stops_nothing(
    desk: Desk, tell: Callable[[Desk], tuple[str, int]]
) -> None:
    kind, number = tell(desk)
    kept = flags(desk.session)
    assert {each.phrase for each in kept} == {"impossible", "rules-are-rules"}
    assert {(each.subject_type, each.subject_id, each.by_id) for each in kept} == {
        (kind, str(number), desk.staff.wang.id)
    }


def test_what_nobody_could_be_told_was_not_said(desk: Desk) -> None:
    thanks(desk, reached=False)
    assert flags(desk.session) == []
