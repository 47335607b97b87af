"""From a gap to a published entry with its contribution: what docs/knowledge.md says of gaps, as a
program. Real database on both engines, real index, real assistant."""

from datetime import timedelta

from sqlalchemy import select

from kb.acts.close_gap import decided_now, gaps_of, suggested_answer, write_entry
from kb.acts.foresee import Foreseer
from kb.acts.publish import publish
from kb.acts.reply import reply_to_ticket
from kb.contributions import ContributionKind
from kb.contributions.contribution import Contribution
from kb.knowledge import EntryState, find_entry, submit
from kb.knowledge.ruling import Ruling, rulings
from kb.reports.gaps import Gap
from kb.terms import DecisionKind
from reception import Reception
from world import AFTERNOON, NEXT_DAY

WORDINGS = ("射箭一小时多少钱？", "射箭一小时收费多少", "请问射箭一小时多少钱")
REPLY = "射箭每小时60元，弓箭免费借用。"
LATER = NEXT_DAY + timedelta(hours=1)


def test_from_a_gap_to_an_entry_that_answers(reception: Reception) -> None:
    number = members_ask_what_the_base_does_not_know(reception)
    an_agent_replies(reception, number)
    gap = it_stands_among_the_gaps(reception)
    entry_id = a_maintainer_writes_it_in_one_step(reception, gap)
    another_sees_what_it_will_change_and_publishes_it(reception, entry_id)
    the_gap_is_closed_and_its_questions_are_answered(reception)
    who_wrote_it_is_credited_with_a_gap_closed(reception, entry_id)
    a_member_is_answered(reception, entry_id)


def members_ask_what_the_base_does_not_know(reception: Reception) -> int:
    asked = [reception.ask_anew(each, AFTERNOON) for each in WORDINGS]
    assert {each.outcome.decision for each in asked} == {DecisionKind.HANDOFF}
    assert asked[0].ticket is not None
    return asked[0].ticket.number


def an_agent_replies(reception: Reception, number: int) -> None:
    agent = reception.staff["agent"]
    with reception.database.writing() as session:
        reply_to_ticket(session, number, REPLY, propose=False, by=agent, now=AFTERNOON)


def it_stands_among_the_gaps(reception: Reception) -> Gap:
    with reception.database.reading() as session:
        found = gaps_of(session, reception.assistant, 7, now=NEXT_DAY)
    [gap] = found.open
    assert (gap.count, found.needed_for(0.8)) == (3, 1)
    assert set(gap.wordings) == set(WORDINGS)
    return gap


def a_maintainer_writes_it_in_one_step(reception: Reception, gap: Gap) -> str:
    maintainer = reception.staff["maintainer"]
    with reception.database.writing() as session:
        answer = suggested_answer(session, gap)
        entry, ruling = write_entry(session, gap, gap.question, answer, by=maintainer, now=NEXT_DAY)
        submit(session, entry, by=maintainer, now=NEXT_DAY)
    assert (answer, ruling.entry_id, entry.state) == (REPLY, entry.id, EntryState.IN_REVIEW)
    return entry.id


def another_sees_what_it_will_change_and_publishes_it(reception: Reception, entry_id: str) -> None:
    foreseer = Foreseer(reception.assistant)
    with reception.database.reading() as session:
        found = foreseer.foresee(session, entry_id, now=LATER)
    assert found.replay.total > 500
    assert (found.gap, found.gap_asked) == (3, 3)
    with reception.database.writing() as session:
        publish(
            session, entry_id, seen=1, by=reception.staff["maintainer2"], now=LATER,
            nudge=reception.follower.catch_up, foreseer=foreseer,
        )  # fmt: skip


def the_gap_is_closed_and_its_questions_are_answered(reception: Reception) -> None:
    with reception.database.reading() as session:
        assert gaps_of(session, reception.assistant, 7, now=LATER).open == ()
        ruling: Ruling = rulings(session)[0]
        decided = decided_now(session, reception.assistant, ruling, now=LATER)
    assert [decision.text for _, decision in decided] == [REPLY] * 3


def who_wrote_it_is_credited_with_a_gap_closed(reception: Reception, entry_id: str) -> None:
    with reception.database.reading() as session:
        assert find_entry(session, entry_id).state is EntryState.PUBLISHED
        [credit] = session.scalars(select(Contribution).where(Contribution.entry_id == entry_id))
    assert (credit.kind, credit.contributor_id, credit.reviewer_id) == (
        ContributionKind.GAP_CLOSED,
        reception.staff["maintainer"],
        reception.staff["maintainer2"],
    )


def a_member_is_answered(reception: Reception, entry_id: str) -> None:
    asked = reception.ask_anew(WORDINGS[2], LATER)
    assert (asked.outcome.decision, asked.outcome.entry_ids) == (DecisionKind.ANSWER, [entry_id])
    assert asked.text == REPLY
