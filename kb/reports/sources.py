"""The rows a figure was made from, in words: when, what, who, and where to look."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.appraisals.opinion import Opinion
from kb.contributions import Contribution, Reversal
from kb.conversations import Outcome
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, StageClock
from kb.history import Event
from kb.knowledge import Entry, Publication
from kb.knowledge.revision import Revision
from kb.knowledge.task import Task
from kb.people.person import Person
from kb.quizzes.quiz import Quiz
from kb.tickets import Closure, Ticket
from kb.tickets.cooperation import Cooperation
from kb.tickets.moves import LABELS
from kb.tickets.rating import RatingReason, Satisfaction
from kb.tickets.referral import Referral


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`about`: the question of the ticket or entry. `path`: the page on which it stands, empty
    where it has none."""

    at: datetime
    what: str
    about: str
    who: str
    path: str
    source: str


@dataclass(frozen=True, slots=True)
class _Found:
    at: datetime
    what: str
    by_id: int | None = None
    ticket: int | None = None
    entry: str | None = None
    path: str = ""


Read = Callable[[Session, list[int]], Iterator[tuple[int, _Found]]]


def told(session: Session, sources: Iterable[str]) -> list[SourceRow]:
    """Oldest first; one query for each kind and a few for names, however many rows there are."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for each in sources:
        kind, _, number = each.partition(":")
        if kind in KINDS and number.isdecimal():
            numbers[kind].append(int(number))
    found = {
        f"{kind}:{number}": row
        for kind, wanted in numbers.items()
        for number, row in KINDS[kind](session, wanted)
    }
    tickets = _tickets(session, {each.ticket for each in found.values() if each.ticket})
    entries = _entries(session, {each.entry for each in found.values() if each.entry})
    people = _people(session, {each.by_id for each in found.values() if each.by_id})
    rows = [
        SourceRow(
            at=each.at,
            what=each.what,
            about=tickets.get(each.ticket or 0) or entries.get(each.entry or "") or "",
            who=people.get(each.by_id or 0, ""),
            path=each.path or _path(each),
            source=name,
        )
        for name, each in found.items()
    ]
    return sorted(rows, key=lambda each: (each.at, each.source))


def _path(found: _Found) -> str:
    if found.ticket:
        return f"/desk/tickets/{found.ticket}"
    return f"/library/{found.entry}" if found.entry else ""


def _history(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Event).where(Event.id.in_(wanted))):
        if each.subject_type == "ticket":
            what = LABELS.get(each.verb) or _said(each)
            yield each.id, _Found(each.at, what, each.by_id, ticket=int(each.subject_id))
        else:
            yield each.id, _Found(each.at, "接下交班", each.by_id, path="/desk/handovers")


def _said(event: Event) -> str:
    if event.verb == "rated":
        reason = event.details.get("reason")
        why = f"：{RatingReason(reason).label}" if reason else ""
        return f"会员评价 {Satisfaction(event.details['satisfaction']).label}{why}"
    return {"noted": "留备注", "clock_breached": "超时"}.get(event.verb, event.verb)


def _clock_events(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    found = select(ClockEvent, StageClock).join(StageClock).where(ClockEvent.id.in_(wanted))
    for event, clock in session.execute(found):
        label = str(clock.terms["label"])
        at, what = event.at, f"按时：{label}"
        if event.kind is ClockEventKind.BREACHED:
            at, what = event.due_at, f"超时：{label}"
        elif event.kind is ClockEventKind.STARTED and clock.terms.get("named_end"):
            what = f"到期前往后推：{label}"
        yield event.id, _Found(at, what, event.by_id, ticket=clock.number)


def _referrals(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Referral).where(Referral.id.in_(wanted))):
        what = f"转{each.department.label}：{each.matter}"
        yield each.id, _Found(each.at, what, each.by_id, ticket=each.ticket_number)


def _cooperation(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    found = select(Cooperation, Referral).join(Referral)
    for each, referral in session.execute(found.where(Cooperation.referral_id.in_(wanted))):
        what = f"协作 {each.mark} 分{f'：{each.words}' if each.words else ''}"
        yield each.referral_id, _Found(each.at, what, each.by_id, ticket=referral.ticket_number)


def _opinions(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Opinion).where(Opinion.id.in_(wanted))):
        words = f"：{each.words}" if each.words else ""
        what = f"{each.view.label} {each.aspect.label} {each.mark} 分{words}"
        yield each.id, _Found(each.at, what, each.by_id)


def _contributions(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Contribution).where(Contribution.id.in_(wanted))):
        what = f"{each.kind.label}（评级 {each.grade.value}）"
        yield each.id, _Found(each.at, what, each.contributor_id, entry=each.entry_id)


def _reversals(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    found = select(Reversal, Contribution.entry_id).join(Contribution)
    for each, entry in session.execute(found.where(Reversal.contribution_id.in_(wanted))):
        what = f"撤销贡献：{each.reason}"
        yield each.contribution_id, _Found(each.at, what, each.by_id, entry=entry)


def _publications(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Publication).where(Publication.number.in_(wanted))):
        yield each.number, _Found(each.at, "发布或下架", each.by_id, entry=each.entry_id)


def _outcomes(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Outcome).where(Outcome.id.in_(wanted))):
        entry = each.entry_ids[0] if each.entry_ids else None
        yield each.id, _Found(each.at, "用条目回答了会员", entry=entry)


def _closings(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    found = select(Ticket, Closure).join(Closure, Closure.ticket_number == Ticket.number)
    for ticket, closure in session.execute(found.where(Ticket.number.in_(wanted))):
        what = "关闭时用上了条目"
        yield ticket.number, _Found(closure.at, what, closure.by_id, ticket=ticket.number)


def _tasks(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Task).where(Task.id.in_(wanted))):
        path = f"/library/tasks/{each.id}"
        at = each.done_at or each.opened_at
        yield each.id, _Found(at, each.kind.label, each.done_by, entry=each.entry_id, path=path)


def _quizzes(session: Session, wanted: list[int]) -> Iterator[tuple[int, _Found]]:
    for each in session.scalars(select(Quiz).where(Quiz.id.in_(wanted))):
        what = f"第 {each.attempt} 次测验：{len(each.questions)} 题对 {each.right} 题"
        yield each.id, _Found(each.finished_at or each.until, what, each.person_id)


KINDS: Mapping[str, Read] = {
    "history": _history,
    "clock_event": _clock_events,
    "referral": _referrals,
    "cooperation": _cooperation,
    "opinion": _opinions,
    "contribution": _contributions,
    "reversal": _reversals,
    "publication": _publications,
    "outcome": _outcomes,
    "ticket": _closings,
    "task": _tasks,
    "quiz": _quizzes,
}


def _tickets(session: Session, wanted: set[int]) -> dict[int, str]:
    found = select(Ticket.number, Ticket.question).where(Ticket.number.in_(wanted))
    return {number: f"工单 {number}　{question}" for number, question in session.execute(found)}


def _entries(session: Session, wanted: set[str]) -> dict[str, str]:
    found = (
        select(Entry.id, Revision.question)
        .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.head))
        .where(Entry.id.in_(wanted))
    )
    return {row.id: row.question for row in session.execute(found)}


def _people(session: Session, wanted: set[int]) -> dict[int, str]:
    found = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {row.id: row.name for row in session.execute(found)}
