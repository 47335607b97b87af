"""What a maintainer does about a gap, in one step: write an entry, add its wordings to one, or
say why nothing is needed. Each is kept as a label."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.errors import Conflict
from kb.knowledge import (
    Content,
    Entry,
    EntryState,
    edit,
    find_entry,
    find_revision,
    propose,
    submit,
    usual_department,
)
from kb.knowledge.content import MOST_CHARACTERS_EACH
from kb.knowledge.ruling import (
    Asked,
    Ruling,
    adopt_as_entry,
    adopt_as_variant,
    ignore,
    ruled_questions,
    rulings_by_message,
)
from kb.reports.gaps import Gap, Gaps, Grouping, find_gaps, periods
from kb.reports.unmet import unmet_questions
from kb.terms import Audience
from kb.tickets import find_ticket, replies

MOST_VARIANTS = 12
SOON = timedelta(minutes=1)


def gaps_of(session: Session, assistant: Assistant, days: int, *, now: datetime) -> Gaps:
    """Of the last so many days."""
    before, since = periods(now, days)
    unmet = unmet_questions(session, before, now + SOON)
    grouping = Grouping(assistant.analyzer, assistant.meaning)
    return find_gaps(unmet, rulings_by_message(session), grouping, since=since)


def write_entry(
    session: Session, gap: Gap, question: str, answer: str, *, by: int, now: datetime
) -> tuple[Entry, Ruling]:
    """A draft, with the other wordings as variants."""
    category = gap.asked[-1].category
    content = Content(
        question=question,
        answer=answer,
        category=category,
        department=usual_department(category),
        audience=Audience.MEMBER,
        variants=tuple(_variants(gap, {question})),
    )
    entry = propose(
        session, content, by=by, now=now, origin_ticket=replied_ticket(session, gap),
        summary="补知识缺口",
    )  # fmt: skip
    return entry, adopt_as_entry(session, _asked(gap), entry.id, by=by, now=now)


def add_wordings(
    session: Session, gap: Gap, entry_id: str, *, by: int, now: datetime
) -> tuple[Entry, Ruling]:
    """To an existing entry; goes into review at once."""
    entry = find_entry(session, entry_id)
    if entry.state is EntryState.RETIRED:
        raise Conflict("这个条目已经下架。", code="retired", mend="请换一个条目，或写新条目。")
    text = find_revision(session, entry.id, entry.head)
    fresh = _variants(gap, {text.question, *text.variants})
    if not fresh:
        raise Conflict(
            "这些问法它都有了。",
            code="nothing_changed",
            mend="它没有答上，请改它的答案或写新条目。",
        )
    content = replace(text.content, variants=(*text.variants, *fresh))
    edit(session, entry, content, seen=entry.head, by=by, now=now, summary="补问法（知识缺口）")
    submit(session, entry, by=by, now=now)
    return entry, adopt_as_variant(session, _asked(gap), entry.id, by=by, now=now)


def ignore_gap(session: Session, gap: Gap, reason: str, *, by: int, now: datetime) -> Ruling:
    return ignore(session, _asked(gap), reason, by=by, now=now)


def suggested_answer(session: Session, gap: Gap) -> str:
    """What a colleague last replied to one of its questions; empty when nobody did."""
    number = replied_ticket(session, gap)
    return replies(session, find_ticket(session, number))[-1].text if number else ""


def replied_ticket(session: Session, gap: Gap) -> int | None:
    tickets = (find_ticket(session, number) for number in gap.tickets)
    return next((each.number for each in tickets if replies(session, each)), None)


def decided_now(
    session: Session, assistant: Assistant, ruling: Ruling, *, now: datetime
) -> list[tuple[str, Decision]]:
    """What each question of the gap comes to on the base as it is now."""
    texts = dict.fromkeys(each.question for each in ruled_questions(session, ruling))
    return [(text, assistant.consider(text, now=now)) for text in texts]


def _variants(gap: Gap, known: set[str]) -> list[str]:
    longest = MOST_CHARACTERS_EACH["variants"]
    fresh = [each for each in gap.wordings if each not in known and len(each) <= longest]
    return [each for each in fresh if not each.endswith("…")][:MOST_VARIANTS]


def _asked(gap: Gap) -> Asked:
    return Asked(gap.question, gap.messages)
