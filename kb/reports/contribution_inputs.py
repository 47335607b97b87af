"""Reading what contributions are scored from, by a fixed number of queries."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kb.appraisals.restatement import standings
from kb.contributions import Contribution, Reversal
from kb.conversations import Message, Outcome
from kb.knowledge import Publication
from kb.knowledge.ruling import Ruling
from kb.knowledge.task import About, Resolution, Task, TaskKind
from kb.knowledge.verification import Verification
from kb.kpi.contributing import (
    Act,
    Answer,
    ContributionInputs,
    Earned,
    Past,
    Reuse,
    Reversed,
    Upheld,
    earned_in,
    look_back,
)
from kb.kpi.month import MonthResult
from kb.period import Period
from kb.policy import Policies, current
from kb.policy.version import contribution_policies
from kb.reports.closed_months import results_of
from kb.reports.colleagues import joined_in, opened_by_colleague
from kb.reports.contribution_gaps import asked_by_act
from kb.reports.contribution_texts import due_by_number, read_published, wordings_added
from kb.reports.kept import Kept
from kb.reports.last_words import helped, messages_judged, reused
from kb.terms import DecisionKind

FOUND_RIGHT = (Resolution.MENDED, Resolution.RETIRED)
"""how a task ends when what members said was right"""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was accepted, without outcomes; `ending`: acts of earlier `months` that end now."""

    inputs: ContributionInputs
    past: Past
    ending: frozenset[int]
    months: Sequence[Period]


_KNOWN: Kept[_Known] = Kept(4)
_EARNED: Kept[tuple[Earned, ...]] = Kept(4)
AN_INSTANT = timedelta(microseconds=1)


def contribution_inputs(session: Session, period: Period, *, until: datetime) -> ContributionInputs:
    """Of a month, as known before `until`."""
    policies = current(session, min(until, period.end) - AN_INSTANT)
    return read_contributions(session, period, policies, until=until)[0]


def read_contributions(
    session: Session, period: Period, policies: Policies, *, until: datetime
) -> tuple[ContributionInputs, Past]:
    """Acts are read from the beginning on, outcomes only of this month and of open ones before it
    in which an act earned that ends now. With the past of these acts: as long as no other was
    accepted it is the same one, with what was reckoned from it before."""
    end = min(until, period.end)
    key = (period.key, policies.version, *_written(session, end))
    known = _KNOWN.get(session, key, lambda: _known(session, period, policies, end))
    closed, earned = _told(session, known, key, until)
    since = next((each.begin for each in known.months if each.key not in closed), period.begin)
    gaps = {act.entry for act in known.inputs.acts if act.asked}
    inputs = replace(
        known.inputs,
        confirmed=_confirmed(session, since, end),
        answered=_answered(session, gaps, since, end) if gaps else (),
        reused=_reused(session, since, end),
        upheld=_upheld(session, since, end),
        closed=tuple(closed),
        earned=earned,
    )
    return inputs, known.past


def _told(
    session: Session, known: _Known, key: tuple[object, ...], until: datetime
) -> tuple[dict[str, MonthResult], tuple[Earned, ...]]:
    """What was closed of the months before, and what counted there of the acts that end now."""
    months = {each.key for each in known.months}
    standing = standings(session, until)
    closed = results_of(session, standing, months)
    stands = (standing[month] for month in closed)
    return closed, _EARNED.get(
        session,
        (*key, *stands),
        lambda: tuple(
            earned
            for month, told in closed.items()
            for earned in earned_in(month, told.contributions, known.ending)
        ),
    )


def _written(session: Session, end: datetime) -> Iterator[object]:
    """To none of these tables anything is done but adding to it: as long as this is the same, all
    that was accepted is."""
    tables = (Contribution, Publication, Verification, Reversal, Ruling)
    marks = (
        select(mark).where(table.at < end).scalar_subquery()
        for table in tables
        for mark in (func.count(table.at), func.max(table.at))
    )
    yield from session.execute(select(*marks)).one()


def _known(session: Session, period: Period, policies: Policies, end: datetime) -> _Known:
    accepted = _accepted(session, end)
    published = read_published(session, end)
    wordings = wordings_added(published, accepted)
    due = due_by_number(session, published, policies.knowledge.rechecks, end)
    asked = asked_by_act(session, accepted)
    inputs = ContributionInputs(
        acts=tuple(
            Act(
                *(
                    *each,
                    published.begins(each.entry, each.number),
                    wordings.get((each.entry, each.number), 0),
                    asked.get(each.id, 0),
                    due.get(each.number),
                )
            )
            for each in accepted
        ),
        texts=published.told,
        reversals=_reversals(session, end),
        policies=tuple(contribution_policies(session)),
    )
    past = Past(inputs, policies.contribution, period)
    return _Known(inputs, past, *look_back(past))


def _accepted(session: Session, end: datetime) -> Sequence[Any]:
    """The columns of an Act, up to what its text shows."""
    found = (
        select(
            Contribution.id, Contribution.kind, Contribution.entry_id.label("entry"),
            Contribution.number,
            Contribution.at, func.coalesce(Publication.effective_at, Contribution.at),
            Contribution.contributor_id, Contribution.reviewer_id, Contribution.grade,
            Contribution.uncredited, Contribution.because,
        )
        .join(Publication, Publication.number == Contribution.number, isouter=True)
        .where(Contribution.at < end)
        .order_by(Contribution.id)
    )  # fmt: skip
    return session.execute(found).all()


def _reversals(session: Session, end: datetime) -> tuple[Reversed, ...]:
    found = select(Reversal.contribution_id, Reversal.at, Reversal.reason)
    rows = session.execute(found.where(Reversal.at < end).order_by(Reversal.contribution_id))
    return tuple(Reversed(*row) for row in rows)


def _confirmed(session: Session, since: datetime, end: datetime) -> tuple[Answer, ...]:
    """Those of which members said that they helped, at the moment of saying so."""
    judged = Outcome.message_id.in_(messages_judged(since, end))
    given = (judged, Outcome.decision == DecisionKind.ANSWER)
    joined = joined_in(session, _conversations().where(*given), end)
    rows = session.execute(_given(Outcome.message_id).where(*given).order_by(Outcome.id))
    said = {word.subject: word.at for word in helped(session, since, end)}
    found = [(*row[:3], said[row[3]], row[4]) for row in rows if row[3] in said]
    return _answers(found, joined)


def _answered(
    session: Session, entries: AbstractSet[str], since: datetime, end: datetime
) -> tuple[Answer, ...]:
    given = (
        Outcome.at >= since,
        Outcome.at < end,
        Outcome.decision == DecisionKind.ANSWER,
    )
    joined = joined_in(session, _conversations().where(*given), end)
    rows = session.execute(_given(Outcome.at).where(*given).order_by(Outcome.id))
    return _answers([row for row in rows if not entries.isdisjoint(row.entry_ids)], joined)


def _given(of: Any) -> Select[Any]:
    return select(
        Outcome.id, Message.conversation_id, Outcome.entry_ids, of, opened_by_colleague()
    ).join(Message, Message.id == Outcome.message_id)


def _conversations() -> Select[Any]:
    return select(Message.conversation_id).join(Outcome, Outcome.message_id == Message.id)


def _answers(rows: Sequence[Any], joined: dict[int, tuple[int, ...]]) -> tuple[Answer, ...]:
    return tuple(
        Answer(outcome, talk, tuple(entries), at, bool(by_colleague), joined.get(talk, ()))
        for outcome, talk, entries, at, by_colleague in rows
    )


def _reused(session: Session, since: datetime, end: datetime) -> tuple[Reuse, ...]:
    return tuple(
        Reuse(word.subject, word.details["entry"], word.by, word.at)
        for word in reused(session, since, end)
        if word.by is not None
    )


def _upheld(session: Session, since: datetime, end: datetime) -> tuple[Upheld, ...]:
    found = (
        select(Task.id, Task.entry_id, Task.about, Task.opened_at, Task.done_at)
        .where(Task.kind == TaskKind.FEEDBACK, Task.about.in_((About.WRONG, About.OUTDATED)))
        .where(Task.resolution.in_(FOUND_RIGHT), Task.done_at >= since, Task.done_at < end)
        .order_by(Task.id)
    )
    return tuple(
        Upheld(number, entry, about is About.OUTDATED, opened, done)
        for number, entry, about, opened, done in session.execute(found)
        if done is not None
    )
