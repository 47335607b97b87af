"""What members said of answers and colleagues of tickets, month by month: the last word within a
month is that month's for good, whatever is said later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, cast, select
from sqlalchemy.orm import Session

from kb.history import Event
from kb.period import month_of
from kb.tickets import KnowledgeUse

Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Word:
    """`subject`: a message or a ticket. `by`: None for a member."""

    subject: int
    at: datetime
    by: int | None
    details: Details


def messages_judged(since: datetime, end: datetime) -> Select[int]:
    """The ids of those of which something was said in that time."""
    return _subjects("message", "judged", since, end).with_only_columns(
        cast(Event.subject_id, Integer)
    )


def helped(session: Session, since: datetime, end: datetime) -> Iterator[Word]:
    """That the answer helped. Said in an earlier month too, it counts no more."""
    for word, before in _last_words(session, ("message", "judged"), since, end):
        if word.details["helpful"] and not any(each["helpful"] for each in before):
            yield word


def reused(session: Session, since: datetime, end: datetime) -> Iterator[Word]:
    """That a ticket was closed with an entry, found right or not looked at. Closed with the same
    one in an earlier month too, it counts no more."""
    wrong = _found_wrong(session, since, end)
    for word, before in _last_words(session, ("ticket", "linked"), since, end):
        earlier = {each["entry"] for each in before if _is_reuse(each)}
        checked = wrong.get((word.subject, month_of(word.at).key))
        is_right = checked is None or checked < word.at
        if _is_reuse(word.details) and word.details["entry"] not in earlier and is_right:
            yield word


def _is_reuse(details: Details) -> bool:
    return bool(details["use"] == KnowledgeUse.REUSED)


def _last_words(
    session: Session, said: tuple[str, str], since: datetime, end: datetime
) -> Iterator[tuple[Word, list[Details]]]:
    """Of each subject and month the last one, with all that was said in months before."""
    rows: dict[int, dict[str, list[Word]]] = {}
    for subject, at, by, details in session.execute(_history(said, since, end)):
        months = rows.setdefault(int(subject), {})
        months.setdefault(month_of(at).key, []).append(Word(int(subject), at, by, details))
    for months in rows.values():
        before: list[Details] = []
        for key in sorted(months):
            if months[key][-1].at >= since:
                yield months[key][-1], list(before)
            before += [each.details for each in months[key]]


def _history(said: tuple[str, str], since: datetime, end: datetime) -> Select[Any]:
    """From the beginning on, of whatever something was said of in that time."""
    kind, verb = said
    return (
        select(Event.subject_id, Event.at, Event.by_id, Event.details)
        .where(Event.subject_type == kind, Event.verb == verb, Event.at < end)
        .where(Event.subject_id.in_(_subjects(kind, verb, since, end)))
        .order_by(Event.at, Event.id)
    )


def _subjects(kind: str, verb: str, since: datetime, end: datetime) -> Select[Any]:
    return select(Event.subject_id).where(
        Event.subject_type == kind, Event.verb == verb, Event.at >= since, Event.at < end
    )


def _found_wrong(
    session: Session, since: datetime, end: datetime
) -> Mapping[tuple[int, str], datetime]:
    """By ticket and month, when a maintainer last said that it names the wrong entry."""
    found = _subjects("ticket", "spot_checked", since, end).order_by(Event.at, Event.id)
    rows = session.execute(found.with_only_columns(Event.subject_id, Event.at, Event.details))
    return {
        (int(ticket), month_of(at).key): at
        for ticket, at, details in rows
        if not details["is_right"]
    }
