import pytest

from kb.acts.hand_over import hand_over
from kb.acts.understand import Understood
from kb.answering.decision import Decision, Option
from kb.conversations import Author, Conversation, Message, open_conversation, say
from kb.db import Database
from kb.history import events_of
from kb.terms import Category, DecisionKind, Department, Level, Reason
from kb.tickets import Ticket, close, find_ticket, reply
from world import AFTERNOON, NIGHT, SERVICE, hire_staff, shanghai

NEAR = Option("badminton-price", "羽毛球怎么收费？", "每小时10元。", 0.41)


def decided(reason: Reason, level: Level = Level.ONE) -> Decision:
    return Decision(
        kind=DecisionKind.HANDOFF,
        text="",
        explanation="知识库里没有相符的条目。",
        candidates=(NEAR,),
        level=level,
        category=Category.VENUE,
        reason=reason,
    )


class Member:
    """One conversation, and what is handed over from it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.talk: Conversation = open_conversation(session, now=AFTERNOON)[0]

    def is_handed_over(self, text: str, decision: Decision, now=AFTERNOON) -> Ticket:  # type: ignore[no-untyped-def]
        with self.database.writing() as session:
            message: Message = say(session, self.talk, Author.MEMBER, text, now=now)
            understood = Understood(decision)
            return hand_over(session, self.talk, message, understood, policy=SERVICE, now=now)


@pytest.fixture
def member(database: Database) -> Member:
    return Member(database)


def test_the_ticket_keeps_the_question_and_what_came_near(member: Member) -> None:
    ticket = member.is_handed_over("网球多少钱", decided(Reason.NEAR_MISS))
    assert (ticket.number, ticket.question) == (1001, "网球多少钱")
    assert (ticket.category, ticket.reason) == (Category.VENUE, Reason.NEAR_MISS)
    assert ticket.candidates == [
        {"id": "badminton-price", "question": "羽毛球怎么收费？", "confidence": 0.41}
    ]
    with member.database.reading() as session:
        [event] = events_of(session, "ticket", 1001)
    assert (event.verb, event.by_id) == ("opened", None)


@pytest.mark.parametrize(
    ("level", "reason", "due", "department"),
    [
        (Level.ONE, Reason.NO_KNOWLEDGE, shanghai(2026, 11, 19, 13, 10), None),
        (Level.TWO, Reason.LEVEL_2, shanghai(2026, 11, 19, 13, 15), Department.VENUE),
        (Level.THREE, Reason.LEVEL_3, shanghai(2026, 11, 18, 23, 1), Department.VENUE),
    ],
)
def test_how_serious_it_is_decides_when_and_whose_it_is(
    member: Member, level: Level, reason: Reason, due: object, department: Department | None
) -> None:
    ticket = member.is_handed_over("出事了", decided(reason, level), NIGHT)
    assert (ticket.due_at, ticket.department) == (due, department)


def test_who_merely_asks_again_for_a_person_keeps_the_number(member: Member) -> None:
    first = member.is_handed_over("网球多少钱", decided(Reason.NO_KNOWLEDGE))
    again = member.is_handed_over("转人工", decided(Reason.ASKED_FOR_PERSON))
    assert again.number == first.number


def test_a_second_question_gets_a_number_of_its_own(member: Member) -> None:
    first = member.is_handed_over("网球多少钱", decided(Reason.NO_KNOWLEDGE))
    second = member.is_handed_over("射箭多少钱", decided(Reason.NO_KNOWLEDGE))
    assert second.number == first.number + 1


@pytest.mark.parametrize("done", ["answered", "closed"])
def test_when_the_question_was_dealt_with_asking_for_a_person_opens_a_new_ticket(
    member: Member, done: str
) -> None:
    first = member.is_handed_over("网球多少钱", decided(Reason.NO_KNOWLEDGE))
    with member.database.writing() as session:
        wang, ticket = hire_staff(session).wang, find_ticket(session, first.number)
        if done == "answered":
            reply(session, ticket, "每小时50元。", by=wang.id, now=AFTERNOON)
        else:
            close(session, ticket, "重复", by=wang.id, now=AFTERNOON)
    again = member.is_handed_over("转人工", decided(Reason.ASKED_FOR_PERSON))
    assert again.number == first.number + 1


def test_nothing_but_a_hand_over_opens_a_ticket(member: Member) -> None:
    answer = Decision(DecisionKind.ANSWER, "每小时10元。", "由条目回答", entries=(NEAR,))
    with pytest.raises(ValueError, match="only a hand-over"):
        member.is_handed_over("羽毛球多少钱", answer)
