"""How the base grows: proposals, graded reviews, corrections, what maintainers do daily."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from kb.acts.publish import publish
from kb.acts.remind import remind
from kb.acts.settle_task import settle_task
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import MAINTAINERS
from kb.acts.simulate.rhythm import Span
from kb.acts.simulate.simulation import Part
from kb.acts.simulate.topics import CHANGES, TWICE, Change, Topic
from kb.acts.simulate.wording import BY_NAME
from kb.acts.write_entry import write_new, write_on
from kb.contributions import Grade
from kb.conversations import Message
from kb.knowledge import (
    Content,
    Entry,
    EntryState,
    find_entry,
    find_revision,
    reject,
    usual_department,
)
from kb.knowledge.ruling import Asked, adopt_as_entry
from kb.knowledge.task import Resolution, TaskKind
from kb.knowledge.tasks import Sought, list_tasks
from kb.people.person import person
from kb.people.rights import Right, may
from kb.terms import Audience
from kb.tickets import link_of

CHANGE_CASES, DAILY = 901_000, 940_000
TAG = "模拟"
RIPE = timedelta(hours=20)
"""so old a task is when its owner sees to it"""
LOOKED_AT = 0.7
GAPS_OF = timedelta(days=30)
IN_FORCE = (EntryState.PUBLISHED, EntryState.DUE)


def growing(span: Span) -> list[Step]:
    topics = [each for each in BY_NAME.values() if each[1].at is not None]
    topics = [*span.few(topics), (CHANGE_CASES + len(CHANGES), TWICE)]
    steps = [step for case, topic in topics for step in _written(span, case, topic)]
    for place, change in enumerate(span.few(CHANGES)):
        steps += _changed(span, CHANGE_CASES + place, change)
    return steps


def _written(span: Span, case: int, topic: Topic) -> list[Step]:
    chance = span.chance(f"topic {topic.name}")
    began = _evening(span, topic.at or 0.0, chance)
    reviewed = began + timedelta(hours=chance.uniform(18, 30))
    steps = [Step(began, case, 0, lambda club, now: _propose(club, case, topic, now))]
    if topic.returned:
        why = topic.returned
        steps.append(Step(reviewed, case, 1, lambda club, now: _return(club, case, why, now)))
        again = reviewed + timedelta(hours=chance.uniform(2, 6))
        steps.append(Step(again, case, 2, lambda club, now: _mend(club, case, topic, now)))
        reviewed = again + timedelta(hours=chance.uniform(16, 26))
    if topic is not TWICE:
        steps.append(Step(reviewed, case, 3, partial(_approve, case=case, topic=topic)))
    return steps


def _changed(span: Span, case: int, change: Change) -> list[Step]:
    chance = span.chance(f"change {case}")
    began = _evening(span, change.at, chance)
    reviewed = began + timedelta(hours=chance.uniform(16, 30))
    return [
        Step(began, case, 0, lambda club, now: _change(club, case, change, now)),
        Step(
            reviewed,
            case,
            1,
            partial(publish_kept, case=case, grade=change.grade),
        ),
    ]


def _evening(span: Span, share: float, chance: Random) -> datetime:
    """Between 15:00 and 21:00 of that day, in Shanghai: since is a midnight."""
    days = int((span.until - span.since) / timedelta(days=1) * share)
    return span.since + timedelta(days=days, hours=chance.uniform(15, 21))


def _content(topic: Topic) -> Content:
    return Content(
        question=topic.question, answer=topic.answer, category=topic.category,
        department=usual_department(topic.category), audience=Audience.MEMBER,
        variants=topic.variants, tags=(TAG,),
    )  # fmt: skip


def _propose(club: Club, case: int, topic: Topic, now: datetime) -> None:
    content = _content(topic)
    if topic.returned and topic is not TWICE:
        content = replace(content, answer=topic.answer.split("。")[0] + "。")
    by = club.people[topic.author]
    entry = write_new(club.session, content, to_review=True, by=by, now=now)
    club.keep(case, Part.ENTRY, entry.id)


def _return(club: Club, case: int, why: str, now: datetime) -> None:
    entry = _entry(club, case)
    if entry.state is EntryState.IN_REVIEW:
        by = _reviewer(club, entry)
        reject(club.session, entry, why, seen=entry.head, by=by, now=now)


def _mend(club: Club, case: int, topic: Topic, now: datetime) -> None:
    entry = _entry(club, case)
    if topic is not TWICE and entry.state is EntryState.REJECTED:
        write_on(
            club.session, entry.id, _content(topic), summary="按退回意见改好", seen=entry.head,
            to_review=True, by=club.people[topic.author], now=now,
        )  # fmt: skip


def _approve(club: Club, now: datetime, *, case: int, topic: Topic) -> None:
    """And says which questions of members called for it."""
    entry = _entry(club, case)
    asked = _asked(club, topic, now)
    if asked:
        by = club.people[MAINTAINERS[0]]
        gap = Asked(topic.question, asked)
        adopt_as_entry(club.session, gap, entry.id, by=by, now=now)
    publish_kept(club, now, case=case, grade=topic.grade)


def _asked(club: Club, topic: Topic, now: datetime) -> dict[int, str]:
    """The newest questions about it that went to a person, by message."""
    known = ((key, int(value)) for key, value in club.known.items() if key[1] is Part.MESSAGE)
    found: dict[int, str] = {}
    for _, message_id in sorted(known, key=lambda each: -each[1])[:400]:
        message = club.session.get_one(Message, message_id)
        if message.text in topic.variants and now - message.at <= GAPS_OF:
            found[message_id] = message.text
    return found


def _change(club: Club, case: int, change: Change, now: datetime) -> None:
    entry_id = change.entry or club.kept(BY_NAME[change.topic][0], Part.ENTRY)
    entry = club.session.get(Entry, entry_id) if entry_id else None  # of another corpus: not there
    if entry is None or entry.state not in IN_FORCE:
        return
    content = find_revision(club.session, entry.id, entry.head).content
    fresh = tuple(each for each in change.variants if each not in content.variants)
    better = replace(
        content, variants=(*content.variants, *fresh), answer=change.answer or content.answer
    )
    if better != content:
        by = club.people[change.author]
        write_on(
            club.session, entry.id, better, summary=change.why, seen=entry.head,
            to_review=True, by=by, now=now,
        )  # fmt: skip
        club.keep(case, Part.ENTRY, entry.id)


def publish_kept(club: Club, now: datetime, *, case: int, grade: Grade) -> None:
    entry_id = club.kept(case, Part.ENTRY)
    entry = find_entry(club.session, entry_id) if entry_id else None
    if entry is not None and entry.state is EntryState.IN_REVIEW:
        by = _reviewer(club, entry)
        publish(club.session, entry.id, seen=entry.head, by=by, now=now, grade=grade)
        club.published = True


def _entry(club: Club, case: int) -> Entry:
    return find_entry(club.session, club.known[case, Part.ENTRY])


def _reviewer(club: Club, entry: Entry) -> int:
    """The two take turns, and neither reviews what is their own."""
    writer = find_revision(club.session, entry.id, entry.head).written_by
    turn = MAINTAINERS if len(entry.id) + entry.head % 2 else MAINTAINERS[::-1]
    return next(club.people[each] for each in turn if club.people[each] != writer)


def maintaining(span: Span, place: int, at: datetime) -> list[Step]:
    """Once a day: what fell due is marked, and what lies for a while is settled."""
    chance, case = span.chance(f"maintaining {place}"), DAILY + place
    return [
        Step(at, case, 0, lambda club, now: remind(club.session, now=now)),
        Step(at + timedelta(hours=1), case, 1, lambda club, now: _settle(club, chance, now)),
    ]


def _settle(club: Club, chance: Random, now: datetime) -> None:
    for each in list_tasks(club.session, Sought()).rows:
        task = each.task
        if now - task.opened_at < RIPE or chance.random() > LOOKED_AT or task.opened_at > now:
            continue
        by = task.owner_id or club.people[MAINTAINERS[0]]
        if not may(person(club.session, by), Right.EDIT_KNOWLEDGE):
            continue
        if task.kind is TaskKind.SPOT_CHECK and _is_own(club, task.ticket_number, by):
            continue
        resolution, note = _finding(task.kind, chance)
        entry = find_entry(club.session, task.entry_id)
        if resolution is Resolution.VERIFIED and entry.state not in IN_FORCE:
            continue
        settle_task(club.session, task.id, resolution, note, by=by, now=now)
        club.published = True


def _is_own(club: Club, number: int | None, by: int) -> bool:
    link = link_of(club.session, number) if number else None
    return link is None or link.by_id == by


def _finding(kind: TaskKind, chance: Random) -> tuple[Resolution, str]:
    match kind:
        case TaskKind.SPOT_CHECK if chance.random() < 0.92:
            return Resolution.RIGHT, ""
        case TaskKind.SPOT_CHECK:
            return Resolution.WRONG, "会员问的是另一件事"
        case TaskKind.FEEDBACK if chance.random() < 0.6:
            return Resolution.NO_CHANGE, "看过对话，答案是对的，会员问得比较笼统"
    return Resolution.VERIFIED, "和现行规定核对过"
