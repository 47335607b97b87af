"""Ways on which knowledge is kept true, and what becomes of who did it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.fix_typo import fix_typo
from kb.acts.judge import judge
from kb.acts.publish import publish
from kb.acts.recheck import recheck
from kb.acts.remind import remind
from kb.acts.reply import reply_to_ticket
from kb.acts.settle_task import settle_task
from kb.contributions import Contribution, ContributionKind, Grade, Uncredited, contributions_to
from kb.conversations import VerdictReason, by_token
from kb.knowledge import Content, edit, find_entry, find_revision, submit
from kb.knowledge.task import Resolution, TaskKind
from kb.knowledge.tasks import Sought, list_tasks
from kb.reports.achieved import achieved
from kb.terms import DecisionKind
from kb.tickets import KnowledgeUse
from reception import Reception
from world import NEXT_DAY

PARKING = "停车收费吗？"


@pytest.fixture(scope="module")
def now() -> Iterator[datetime]:
    """Whatever the day is: months later some of the corpus is due for a re-check, and says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NEXT_DAY)
        yield NEXT_DAY


def newest(session: Session, entry_id: str) -> Content:
    return find_revision(session, entry_id, find_entry(session, entry_id).head).content


def rewrite(desk: Reception, entry_id: str, content: Content, now: datetime) -> int:
    """Written and sent to review; the revision."""
    by = desk.staff["maintainer"]
    with desk.database.writing() as session:
        entry = find_entry(session, entry_id)
        edit(session, entry, content, seen=entry.head, by=by, now=now)
        submit(session, entry, by=by, now=now)
        return entry.head


def release(desk: Reception, entry_id: str, seen: int, now: datetime, grade: Grade) -> None:
    by, nudge = desk.staff["maintainer2"], desk.follower.catch_up
    with desk.database.writing() as session:
        publish(session, entry_id, seen=seen, by=by, now=now, grade=grade, nudge=nudge)


def credit(session: Session, entry_id: str) -> Contribution:
    return contributions_to(session, entry_id).rows[0][0]


def test_from_a_complaint_to_a_better_answer_and_its_credit(desk: Reception, now: datetime) -> None:
    token = desk.open_conversation(now)
    asked = desk.ask(token, PARKING, now=now)
    assert asked.outcome.entry_ids == ["parking"]
    with desk.database.writing() as session:
        talk = by_token(session, token)
        judge(session, talk, asked.outcome.id, False, VerdictReason.OUTDATED, now=now)
        better = replace(newest(session, "parking"), answer="停车前两小时免费，以后每小时5元。")
    release(desk, "parking", rewrite(desk, "parking", better, now), now, Grade.A)
    with desk.database.writing() as session:
        [found] = list_tasks(session, Sought(kind=TaskKind.FEEDBACK)).rows
        by = desk.staff["maintainer"]
        settle_task(session, found.task.id, Resolution.MENDED, "", by=by, now=now)
    assert "每小时5元" in desk.ask_anew(PARKING, now).text
    with desk.database.reading() as session:
        made = credit(session, "parking")
        assert (made.kind, made.grade) == (ContributionKind.BETTER_ANSWER, Grade.A)
        assert (made.contributor_id, made.uncredited) == (desk.staff["maintainer"], None)
        assert achieved(session, [made])[made.id].answers == 1


def test_from_a_ticket_to_an_entry_with_both_writers_named(desk: Reception, now: datetime) -> None:
    asked = desk.ask_anew("转人工：你们有没有跳水培训班", now)
    assert asked.ticket is not None
    number, agent = asked.ticket.number, desk.staff["agent"]
    with desk.database.writing() as session:
        said = "目前没有开设跳水培训班。"
        done = reply_to_ticket(session, number, said, propose=True, by=agent, now=now)
        assert done.entry is not None
        entry_id, seen = done.entry.id, done.entry.head
    release(desk, entry_id, seen, now, Grade.B)
    with desk.database.writing() as session:
        drafted = Knowledge(KnowledgeUse.DRAFTED, entry_id)
        close_ticket(session, number, "已答复", drafted, by=agent, now=now)
        made = credit(session, entry_id)
        assert (made.kind, made.contributor_id) == (ContributionKind.NEW_ENTRY, agent)
        assert made.reviewer_id == desk.staff["maintainer2"]


def test_a_typing_fix_is_published_alone_and_earns_nothing(desk: Reception, now: datetime) -> None:
    by, key = desk.staff["maintainer"], "location"
    with desk.database.writing() as session:
        before = newest(session, key)
        fixed = replace(before, note=before.note, answer=before.answer.rstrip("。"))
        fix_typo(
            session, desk.follower.analyzer, key, fixed,
            seen=find_entry(session, key).head, by=by, now=now,
        )  # fmt: skip
        made = credit(session, key)
        assert (made.kind, made.uncredited) == (
            ContributionKind.CORRECTION,
            Uncredited.OWN_APPROVAL,
        )
        assert (made.reviewer_id, made.grade) == (None, Grade.C)


def test_a_price_changes_by_itself_at_its_minute(desk: Reception, now: datetime) -> None:
    begins = now + timedelta(days=3)
    with desk.database.reading() as session:
        before = newest(session, "badminton-price")
    dearer = replace(before, answer="羽毛球每小时20元。", valid_from=begins)
    seen = rewrite(desk, "badminton-price", dearer, now)
    release(desk, "badminton-price", seen, now, Grade.B)

    def answer(moment: datetime) -> str:
        decision = desk.assistant.consider(before.question, now=moment)
        assert decision.kind is DecisionKind.ANSWER
        return decision.text

    minute = timedelta(minutes=1)
    assert answer(now) == answer(begins - minute) == before.answer
    assert answer(begins) == answer(begins + minute) == "羽毛球每小时20元。"


def test_an_overdue_answer_warns_until_somebody_found_it_right(
    desk: Reception, now: datetime
) -> None:
    question, key, later = "营业时间是几点到几点？", "opening-hours", now + timedelta(days=800)
    assert "提醒您" not in desk.assistant.consider(question, now=now).text
    assert "目前还没有核对完" in desk.assistant.consider(question, now=later).text
    with desk.database.writing() as session:
        assert key in remind(session, now=later).fell_due
        recheck(session, key, by=desk.staff["maintainer2"], now=later)
    desk.follower.catch_up()
    assert "提醒您" not in desk.assistant.consider(question, now=later).text
