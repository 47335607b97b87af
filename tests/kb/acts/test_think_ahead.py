"""What is thought about before the transaction: nobody waits for it, and it changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy.orm import Session

from imap import imap_server
from kb.acts.ask import Asked, ask
from kb.acts.receive_mail import receive_mail
from kb.acts.reply import reply_to_ticket
from kb.acts.think_ahead import think_ahead
from kb.answering.assistant import Assistant
from kb.answering.smalltalk import Courtesy
from kb.conversations import by_token, open_conversation
from kb.errors import BadInput
from kb.mailbox.account import read_account
from kb.mailbox.mail import MailFate
from kb.people.person import person
from kb.policy import current
from kb.policy.version import write_version
from kb.terms import DecisionKind
from kb.tickets import find_ticket, take, tickets_of
from letters import OWN, TENNIS, letter
from reception import Reception
from world import AFTERNOON, PARKING, Staff, publish_text, text

SHORTLY = timedelta(seconds=5)
PATIENCE = 120
KNOWN, UNKNOWN = "羽毛球怎么收费？", "网球一小时多少钱？"
TALKS = [
    (KNOWN,),
    (UNKNOWN,),
    ("你好",),
    ("我的孩子在泳池摔伤了",),
    (KNOWN, "那周末呢"),
    ("羽毛球", "多少钱"),
    ("冰壶", "多少钱"),
    (UNKNOWN, "打错了，是羽毛球"),
    (UNKNOWN, "快点"),
    (UNKNOWN, "问题还没有解决"),
]


@dataclass
class Thinking:
    """In place of what every thought passes through."""

    like: Assistant
    first: Callable[[str], object]

    def reply_to(self, written: str) -> Courtesy | None:
        self.first(written)
        return self.like.smalltalk.reply_to(written)


def while_thinking(club: Reception, act: Callable[[str], object]) -> Reception:
    thinking: Any = Thinking(club.assistant, act)
    return replace(club, assistant=replace(club.assistant, smalltalk=thinking))


def test_two_who_ask_at_once_do_not_wait_for_each_other(sqlite_club: Reception) -> None:
    begun, go_on = Event(), Event()

    def ponder(_written: str) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    slow, found = while_thinking(sqlite_club, ponder), list[Asked]()
    first = Thread(target=lambda: found.append(slow.ask_anew(UNKNOWN, AFTERNOON)))
    first.start()
    try:
        assert begun.wait(PATIENCE)
        assert sqlite_club.ask_anew(KNOWN, AFTERNOON).decision
        assert found == []
    finally:
        go_on.set()
        first.join()
    assert found[0].ticket


@pytest.mark.parametrize("turns", TALKS)
def test_the_database_is_free_while_a_message_is_thought_about(
    sqlite_club: Reception, turns: tuple[str, ...]
) -> None:
    thoughts: list[str] = []

    def write(thought: str) -> None:
        sqlite_club.open_conversation(AFTERNOON)
        thoughts.append(thought)

    busy = while_thinking(sqlite_club, write)
    token = busy.open_conversation(AFTERNOON)
    for at, each in enumerate(turns):
        busy.ask(token, each, now=AFTERNOON + at * SHORTLY)
    assert len(thoughts) >= len(turns)


def test_the_database_is_free_while_a_letter_is_thought_about(sqlite_club: Reception) -> None:
    busy = while_thinking(sqlite_club, lambda _: sqlite_club.open_conversation(AFTERNOON))
    with imap_server() as folder:
        folder.add(letter(TENNIS))
        done = receive_mail(
            busy.database, read_account(folder.url), lambda: busy.assistant, own=OWN, now=AFTERNOON
        )
    assert done == {MailFate.TAKEN: 1}


def nothing(_club: Reception, _token: str) -> None:
    pass


def another_message(club: Reception, token: str) -> None:
    with club.database.writing() as session:
        ask(session, club.assistant, by_token(session, token), "停车要钱吗", now=last(club, token))


def taken(club: Reception, token: str) -> None:
    with club.database.writing() as session:
        for each in tickets_of(session, by_token(session, token).id):
            take(session, find_ticket(session, each.number), by=club.staff["wang"], now=AFTERNOON)


def replied_to(club: Reception, token: str) -> None:
    taken(club, token)
    with club.database.writing() as session:
        for each in tickets_of(session, by_token(session, token).id):
            reply_to_ticket(
                session, each.number, "每小时50元。", propose=False,
                by=club.staff["wang"], now=AFTERNOON,
            )  # fmt: skip


def each_is_a_question(club: Reception, _token: str) -> None:
    take_as_one(club, seconds=1)


def take_as_one(club: Reception, seconds: int) -> None:
    with club.database.writing() as session:
        service = current(session).service.model_copy(update={"one_question_seconds": seconds})
        write_version(session, "service", service, by=None, now=AFTERNOON)


def last(club: Reception, token: str) -> datetime:
    return max((each.at for each in club.said(token)), default=AFTERNOON)


MEANWHILE = [nothing, another_message, taken, replied_to, each_is_a_question]


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_what_was_thought_about_before_changes_nothing(
    sqlite_club: Reception, meanwhile: Callable[[Reception, str], None]
) -> None:
    for turns in TALKS:
        at_once = lived(sqlite_club, turns, meanwhile, ahead=False)
        assert lived(sqlite_club, turns, meanwhile, ahead=True) == at_once, turns


def lived(
    club: Reception,
    turns: tuple[str, ...],
    meanwhile: Callable[[Reception, str], None],
    *,
    ahead: bool,
) -> tuple[object, ...]:
    """What became of the last turn, and of the tickets; numbers and queues aside."""
    take_as_one(club, seconds=20)
    token, now = club.open_conversation(AFTERNOON), AFTERNOON + len(turns) * SHORTLY
    for at, each in enumerate(turns[:-1]):
        with club.database.writing() as session:
            talk = by_token(session, token)
            ask(session, club.assistant, talk, each, now=AFTERNOON + at * SHORTLY)
    assistant = thought(club, token, turns[-1], now) if ahead else club.assistant
    meanwhile(club, token)
    with club.database.writing() as session:
        talk = by_token(session, token)
        asked = ask(session, assistant, talk, turns[-1], now=now)
        known = tickets_of(session, talk.id)
        return (
            asked.decision,
            asked.text if asked.outcome.decision is not DecisionKind.HANDOFF else "",
            asked.outcome.joined,
            asked.outcome.knowledge_number,
            [(each.state, each.level, each.question, each.due_at) for each in known],
        )


def thought(club: Reception, token: str | None, asked: str, now: datetime) -> Assistant:
    with club.database.reading() as session:
        talk = by_token(session, token) if token else None
        return think_ahead(session, club.assistant, talk, asked, now=now)


def ask_in_new(session: Session, assistant: Assistant, asked: str) -> Asked:
    talk, _ = open_conversation(session, now=AFTERNOON)
    return ask(session, assistant, talk, asked, now=AFTERNOON)


def test_what_is_published_meanwhile_is_answered(sqlite_club: Reception) -> None:
    ready = thought(sqlite_club, None, UNKNOWN, AFTERNOON)
    with sqlite_club.database.writing() as session:
        people = {login: person(session, id_) for login, id_ in sqlite_club.staff.items()}
        tennis = text(UNKNOWN, "网球每小时50元。", "网球怎么收费")
        publish_text(session, Staff(**people), "tennis-price", tennis)
    newest = sqlite_club.follower.catch_up().number
    with sqlite_club.database.writing() as session:
        asked = ask_in_new(session, ready, UNKNOWN)
    assert asked.outcome.entry_ids == ["tennis-price"]
    assert asked.outcome.knowledge_number == newest


def test_nobody_looks_for_news_in_a_transaction_when_there_is_none(sqlite_club: Reception) -> None:
    looks: list[str] = []

    def look() -> object:
        looks.append("looked")
        return sqlite_club.follower.snapshot()

    watched: Any = replace(sqlite_club.assistant, snapshot=look)
    ready = thought(replace(sqlite_club, assistant=watched), None, KNOWN, AFTERNOON)
    before = len(looks)
    with sqlite_club.database.writing() as session:
        assert ask_in_new(session, ready, KNOWN).outcome.entry_ids == ["badminton-price"]
    assert len(looks) == before


def test_a_chosen_question_needs_no_thought(sqlite_club: Reception) -> None:
    thoughts: list[str] = []
    busy = while_thinking(sqlite_club, thoughts.append)
    with busy.database.reading() as session:
        ready = think_ahead(session, busy.assistant, None, "", entry="parking", now=AFTERNOON)
    with busy.database.writing() as session:
        talk, _ = open_conversation(session, now=AFTERNOON)
        asked = ask(session, ready, talk, "", entry="parking", now=AFTERNOON)
    assert (asked.text, thoughts) == (PARKING.answer, [])


def test_what_cannot_be_kept_is_refused_before_it_is_thought_about(sqlite_club: Reception) -> None:
    thoughts: list[str] = []
    with pytest.raises(BadInput):
        while_thinking(sqlite_club, thoughts.append).ask_anew("羽" * 10_001, AFTERNOON)
    assert thoughts == []
