from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from kb.acts.ask import Asked
from kb.conversations import Author, Message, Outcome, outcome_of
from kb.errors import BadInput
from kb.knowledge import latest_number
from kb.policy import current
from kb.terms import Category, DecisionKind, Level
from kb.tickets import Ticket
from reception import Reception
from world import AFTERNOON, BADMINTON_PRICE

KNOWN = "羽毛球怎么收费？"
UNKNOWN = "网球一小时多少钱？"


def test_an_answer_is_kept_with_what_it_was_decided_on(club: Reception) -> None:
    asked = club.ask_anew(KNOWN, AFTERNOON)
    assert asked.text == BADMINTON_PRICE.answer
    outcome = asked.outcome
    assert (outcome.decision, outcome.reason) == (DecisionKind.ANSWER, None)
    assert (outcome.category, outcome.level) == (Category.VENUE, Level.ONE)
    assert outcome.candidates[0]["id"] == "badminton-price"
    assert KNOWN in outcome.explanation
    with club.database.reading() as session:
        assert outcome.knowledge_number == latest_number(session) == 5
        assert outcome.policy_version == current(session).version
    assert outcome.took_ms > 0


def test_the_outcome_is_found_by_the_question_and_by_the_reply(sqlite_club: Reception) -> None:
    token = sqlite_club.open_conversation(AFTERNOON)
    asked = sqlite_club.ask(token, KNOWN, now=AFTERNOON)
    question, reply = sqlite_club.said(token)
    with sqlite_club.database.reading() as session:
        found = [outcome_of(session, each) for each in (question, reply)]
    assert [each.id for each in found if each] == [asked.outcome.id] * 2


def test_what_cannot_be_shown_is_dropped_before_it_is_kept(sqlite_club: Reception) -> None:
    token = sqlite_club.open_conversation(AFTERNOON)
    sqlite_club.ask(token, f"\0 {KNOWN}\ud800\u202e ", now=AFTERNOON)
    assert sqlite_club.said(token)[0].text == KNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_text"), ("\0\u200b ", "empty_text"), ("羽" * 10_001, "text_too_long")],
)
def test_a_message_that_cannot_be_kept_leaves_nothing_behind(
    sqlite_club: Reception, text: str, code: str
) -> None:
    token = sqlite_club.open_conversation(AFTERNOON)
    with pytest.raises(BadInput) as refused:
        sqlite_club.ask(token, text, now=AFTERNOON)
    assert refused.value.code == code
    assert sqlite_club.said(token) == []


def test_a_key_is_known_in_its_own_conversation_only(sqlite_club: Reception) -> None:
    tokens = [sqlite_club.open_conversation(AFTERNOON) for _ in range(2)]
    first, second = (sqlite_club.ask(each, UNKNOWN, key="m", now=AFTERNOON) for each in tokens)
    assert first.ticket is not None
    assert second.ticket is not None
    assert second.ticket.number == first.ticket.number + 1


def test_what_was_decided_under_a_key_stands_although_the_base_has_changed(
    sqlite_club: Reception,
) -> None:
    token = sqlite_club.open_conversation(AFTERNOON)
    first = sqlite_club.ask(token, UNKNOWN, key="m", now=AFTERNOON)
    forgetful = replace(sqlite_club.assistant, smalltalk=None)  # would fail if it were asked
    later = replace(sqlite_club, assistant=forgetful)
    again = later.ask(token, UNKNOWN, key="m", now=AFTERNOON)
    assert (again.outcome.id, again.text, again.decision) == (first.outcome.id, first.text, None)


def test_a_message_sent_by_two_threads_at_once_is_answered_once(club: Reception) -> None:
    token = club.open_conversation(AFTERNOON)
    found = at_once(lambda: club.ask(token, UNKNOWN, key="m-1", now=AFTERNOON), times=4)
    assert {each.text for each in found} == {found[0].text}
    assert {each.ticket.number for each in found if each.ticket} == {1001}
    assert [each.author for each in club.said(token)] == [Author.MEMBER, Author.ASSISTANT]
    with club.database.reading() as session:
        for kept in (Message.id, Outcome.id, Ticket.number):
            expected = 2 if kept is Message.id else 1
            assert session.scalar(select(func.count(kept))) == expected


def test_questions_of_many_members_at_once_each_get_a_number(club: Reception) -> None:
    found = at_once(lambda: club.ask_anew(UNKNOWN, AFTERNOON), times=4)
    assert sorted(each.ticket.number for each in found if each.ticket) == [1001, 1002, 1003, 1004]


def test_two_messages_of_one_conversation_at_once_are_said_one_after_the_other(
    club: Reception,
) -> None:
    token = club.open_conversation(AFTERNOON)
    at_once(lambda: club.ask(token, KNOWN, now=AFTERNOON), times=3)
    said = club.said(token)
    assert [each.position for each in said] == [1, 2, 3, 4, 5, 6]
    assert [each.author for each in said] == [Author.MEMBER, Author.ASSISTANT] * 3
    assert all(each.level is Level.ONE for each in outcomes(club))


def outcomes(club: Reception) -> list[Outcome]:
    with club.database.reading() as session:
        return list(session.scalars(select(Outcome)))


def at_once(act, *, times: int) -> list[Asked]:  # type: ignore[no-untyped-def]
    """What each thread got; a thread that failed is missing and so told."""
    gate, found = Barrier(times), []

    def run() -> None:
        gate.wait()
        found.append(act())

    threads = [Thread(target=run) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == times
    return found
