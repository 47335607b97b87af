"""From a gap to knowledge in one step."""

import pytest
from sqlalchemy import select

from asking import handed_over
from kb.acts.close_gap import add_wordings, gaps_of, ignore_gap, suggested_answer, write_entry
from kb.acts.publish import publish
from kb.acts.reply import reply_to_ticket
from kb.contributions import ContributionKind
from kb.contributions.contribution import Contribution
from kb.errors import BadInput, Conflict
from kb.knowledge import EntryState, find_entry, find_revision, retire, submit
from kb.knowledge.ruling import RulingKind
from kb.reports.gaps import Gap
from kb.terms import Category, DecisionKind, Department
from reception import Reception
from world import AFTERNOON, NEXT_DAY

REPLY = "网球场每小时50元，请到前台预订。"
ASKED = ("网球怎么收费", "网球收费多少")


@pytest.fixture
def club(sqlite_club: Reception) -> Reception:
    """Tennis was asked for twice, and a colleague replied."""
    with sqlite_club.database.writing() as session:
        tickets = [handed_over(session, each, "badminton-price") for each in ASKED]
        reply_to_ticket(
            session, tickets[0].number, REPLY, propose=False,
            by=sqlite_club.staff["wang"], now=AFTERNOON,
        )  # fmt: skip
    return sqlite_club


def only_gap(club: Reception) -> Gap:
    with club.database.reading() as session:
        [gap] = gaps_of(session, club.assistant, 7, now=NEXT_DAY).open
        return gap


def test_a_gap_becomes_an_entry_with_the_words_of_the_colleague_who_replied(
    club: Reception,
) -> None:
    gap, chen = only_gap(club), club.staff["chen"]
    with club.database.writing() as session:
        answer = suggested_answer(session, gap)
        entry, ruling = write_entry(session, gap, gap.question, answer, by=chen, now=AFTERNOON)
        text = find_revision(session, entry.id, 1)
    assert (text.question, text.answer, text.variants) == (ASKED[0], REPLY, [ASKED[1]])
    assert (text.category, text.department) == (Category.VENUE, Department.VENUE)
    assert (entry.state, entry.origin_ticket) == (EntryState.DRAFT, 1001)
    assert (ruling.kind, ruling.entry_id) == (RulingKind.NEW_ENTRY, entry.id)


def test_once_published_it_answers_and_counts_as_a_gap_closed(club: Reception) -> None:
    gap = only_gap(club)
    chen, zhou = club.staff["chen"], club.staff["zhou"]
    with club.database.writing() as session:
        entry, _ = write_entry(session, gap, gap.question, REPLY, by=chen, now=AFTERNOON)
        submit(session, entry, by=chen, now=AFTERNOON)
        nudge = club.follower.catch_up
        publish(session, entry.id, seen=1, by=zhou, now=NEXT_DAY, nudge=nudge)
    asked = club.ask_anew(ASKED[0], NEXT_DAY)
    assert (asked.outcome.decision, asked.text) == (DecisionKind.ANSWER, REPLY)
    with club.database.reading() as session:
        [contribution] = session.scalars(
            select(Contribution).where(Contribution.entry_id == entry.id)
        )
        assert contribution.kind is ContributionKind.GAP_CLOSED
        assert contribution.contributor_id == chen
        assert gaps_of(session, club.assistant, 7, now=NEXT_DAY).open == ()


def test_a_gap_without_a_reply_suggests_no_answer(sqlite_club: Reception) -> None:
    with sqlite_club.database.writing() as session:
        handed_over(session, ASKED[0])
    gap = only_gap(sqlite_club)
    with sqlite_club.database.writing() as session:
        assert suggested_answer(session, gap) == ""
        with pytest.raises(BadInput) as refused:
            write_entry(session, gap, gap.question, "", by=sqlite_club.staff["chen"], now=AFTERNOON)
    assert refused.value.field == "answer"


def test_its_wordings_become_variants_and_wait_for_review(club: Reception) -> None:
    gap = only_gap(club)
    with club.database.writing() as session:
        entry, ruling = add_wordings(
            session, gap, "badminton-price", by=club.staff["chen"], now=AFTERNOON
        )
        text = find_revision(session, entry.id, entry.head)
    assert (entry.state, entry.live, entry.head) == (EntryState.IN_REVIEW, 1, 2)
    assert text.variants[-2:] == [*ASKED]
    assert ruling.kind is RulingKind.VARIANT


def test_wordings_that_an_entry_has_already_are_not_added(club: Reception) -> None:
    gap, chen = only_gap(club), club.staff["chen"]
    with club.database.writing() as session:
        add_wordings(session, gap, "badminton-price", by=chen, now=AFTERNOON)
        with pytest.raises(Conflict) as refused:
            add_wordings(session, gap, "badminton-price", by=chen, now=AFTERNOON)
        assert refused.value.code == "nothing_changed"


def test_a_retired_entry_takes_no_wordings(club: Reception) -> None:
    gap, chen = only_gap(club), club.staff["chen"]
    with club.database.writing() as session:
        retire(session, find_entry(session, "parking"), "停车场关了", by=chen, now=AFTERNOON)
        with pytest.raises(Conflict):
            add_wordings(session, gap, "parking", by=chen, now=AFTERNOON)


def test_a_gap_is_ignored_with_a_reason(club: Reception) -> None:
    gap, chen = only_gap(club), club.staff["chen"]
    with club.database.writing() as session:
        with pytest.raises(BadInput):
            ignore_gap(session, gap, "", by=chen, now=AFTERNOON)
        ignore_gap(session, gap, "我们没有网球场", by=chen, now=AFTERNOON)
        found = gaps_of(session, club.assistant, 7, now=NEXT_DAY)
    assert (found.open, len(found.ignored)) == ((), 1)
