"""Talks on the shipped corpus: what leans on what was said before, and one question in pieces."""

from datetime import datetime, timedelta

import pytest

from dialogues import ANY, COURTESY, DIALOGUES, FRAGMENTS, PERSON, UNSURE, Turns
from everyday_talks import BACK, LEVEL_2, LEVEL_3, TALKS
from kb.acts.ask import Asked, ask
from kb.conversations import by_token
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState
from kb.deadlines.turning import clocks_of
from kb.history import events_of
from kb.terms import DecisionKind, Level
from kb.tickets import Ticket, TicketState, find_ticket, take, tickets_of
from kb.tickets.superseding import superseding_of
from reception import Reception
from world import AFTERNOON

SLOWLY, QUICKLY = timedelta(seconds=90), timedelta(seconds=4)


def said(desk: Reception, turns: Turns, pause: timedelta) -> list[Asked]:
    token = desk.open_conversation(AFTERNOON)
    return [desk.ask(token, text, now=AFTERNOON + at * pause) for at, (text, _) in enumerate(turns)]


def comes_to(asked: Asked, wanted: str) -> bool:
    kind, level, ids = asked.outcome.decision, asked.outcome.level, asked.outcome.entry_ids
    known = {
        COURTESY: kind is DecisionKind.SMALLTALK,
        ANY: True,
        PERSON: kind is DecisionKind.HANDOFF,
        UNSURE: kind is not DecisionKind.ANSWER,
        BACK: kind is DecisionKind.CLARIFY,
        LEVEL_2: kind is DecisionKind.HANDOFF and level is Level.TWO,
        LEVEL_3: kind is DecisionKind.HANDOFF and level is Level.THREE,
    }
    if wanted in known:
        return known[wanted]
    if wanted.endswith("?") and kind is not DecisionKind.ANSWER:
        return True
    return kind is DecisionKind.ANSWER and set(ids) == set(wanted.removesuffix("?").split("+"))


@pytest.mark.parametrize(
    ("turns", "pause"), [(DIALOGUES, SLOWLY), (FRAGMENTS, QUICKLY), (TALKS, SLOWLY)]
)
def test_every_turn_comes_to_what_it_should(
    desk: Reception, turns: tuple[Turns, ...], pause: timedelta
) -> None:
    wrong = [
        f"{' / '.join(text for text, _ in talk)}: {asked.outcome.decision}, "
        f"{asked.outcome.entry_ids}, wanted {wanted}"
        for talk in turns
        for asked, (_, wanted) in zip(said(desk, talk, pause), talk, strict=True)
        if not comes_to(asked, wanted)
    ]
    assert wrong == []


def tickets(desk: Reception, token: str) -> list[Ticket]:
    with desk.database.reading() as session:
        return tickets_of(session, by_token(session, token).id)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("我摔伤了，顺便问下停车多少钱", Level.THREE),
        ("停车要钱吗？对了我孩子在泳池呛水了", Level.THREE),
        ("退钱！然后羽毛球几点开", Level.TWO),
        ("停车要钱吗，另外羽毛球多少钱", Level.ONE),
        ("救命", Level.THREE),
        ("救命啊！！", Level.THREE),
    ],
)
def test_of_several_matters_the_most_serious_counts(
    desk: Reception, told: str, level: Level
) -> None:
    assert desk.ask_anew(told, AFTERNOON).outcome.level is level


@pytest.mark.parametrize("urging", ["快点", "怎么还没人回复？", "还没解决", "转人工"])
def test_who_urges_opens_no_second_ticket(desk: Reception, urging: str) -> None:
    token = desk.open_conversation(AFTERNOON)
    asked = [
        desk.ask(token, text, now=AFTERNOON + at * SLOWLY)
        for at, text in enumerate(("网球多少钱", "谢谢", urging))
    ]
    assert asked[0].ticket
    assert asked[2].ticket
    assert asked[2].ticket.number == asked[0].ticket.number
    assert len(tickets(desk, token)) == 1


def ask_all(desk: Reception, token: str, *texts: str, now: datetime = AFTERNOON) -> list[Asked]:
    return [desk.ask(token, text, now=now + at * QUICKLY) for at, text in enumerate(texts)]


def choose(desk: Reception, token: str, text: str, entry: str, now: datetime) -> Asked:
    with desk.database.writing() as session:
        return ask(session, desk.assistant, by_token(session, token), text, entry=entry, now=now)


def test_a_chosen_question_is_answered_and_what_follows_refers_to_it(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    asked = choose(desk, token, "这个", "badminton-price", AFTERNOON)
    assert asked.outcome.entry_ids == ["badminton-price"]
    assert asked.message.text == "羽毛球怎么收费？"
    assert "会员选了这个问题" in asked.outcome.explanation
    weekend = desk.ask(token, "那周末呢", now=AFTERNOON + SLOWLY)
    assert weekend.outcome.entry_ids == ["badminton-price"]
    tennis = desk.ask(token, "那网球呢", now=AFTERNOON + 2 * SLOWLY)
    assert tennis.ticket is not None
    assert "网球" in tennis.ticket.question
    assert "收费" in tennis.ticket.question
    for gone in ("medical-card-promotion", "internal-greeting", "no-such-entry"):
        typed = choose(desk, token, "停车要钱吗", gone, AFTERNOON + 3 * SLOWLY)
        assert typed.outcome.entry_ids == ["parking"]


def test_the_rest_of_a_question_completes_the_ticket_of_its_beginning(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    first, second = ask_all(desk, token, "冰壶", "多少钱")
    assert first.ticket is not None
    assert second.ticket is not None
    assert first.ticket.number == second.ticket.number
    [kept] = tickets(desk, token)
    assert kept.question == "冰壶 多少钱"
    assert str(kept.number) in second.text
    with desk.database.reading() as session:
        verbs = [each.verb for each in events_of(session, "ticket", kept.number)]
    assert verbs == ["opened", "completed"]


def test_a_ticket_is_needed_no_more_once_the_whole_question_is_answered(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    first, second = ask_all(desk, token, "我的卡", "可以用多久")
    assert first.ticket is not None
    assert second.outcome.decision is DecisionKind.ANSWER
    assert second.outcome.joined == "我的卡 可以用多久"
    with desk.database.reading() as session:
        ticket = find_ticket(session, first.ticket.number)
        assert (ticket.state, ticket.owner_id) == (TicketState.CLOSED, None)
        assert superseding_of(session, ticket.number) is not None
        clocks = clocks_of(session, Subject(Matter.TICKET, ticket.number))
        assert {each.state for each in clocks} == {ClockState.STOPPED}
    again = desk.ask(token, "问题还没有解决", now=AFTERNOON + SLOWLY)
    assert again.ticket is None or again.ticket.number != first.ticket.number


def test_a_slip_that_is_mended_leaves_nobody_with_what_was_not_meant(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    slip = desk.ask(token, "网球场多少钱", now=AFTERNOON)
    meant = desk.ask(token, "打错了，是羽毛球场", now=AFTERNOON + SLOWLY)
    assert slip.ticket is not None
    assert meant.outcome.entry_ids == ["badminton-price"]
    assert [each.state for each in tickets(desk, token)] == [TicketState.CLOSED]

    token = desk.open_conversation(AFTERNOON)
    slip = desk.ask(token, "网球场多少钱", now=AFTERNOON)
    meant = desk.ask(token, "说错了，是乒乓球", now=AFTERNOON + SLOWLY)
    assert slip.ticket is not None
    assert meant.ticket is not None
    assert meant.ticket.number == slip.ticket.number
    assert meant.ticket.question == "乒乓球多少钱"


def test_harm_is_not_taken_back_by_a_slip(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    for at, text in enumerate(("网球场多少钱", "不对，我孩子摔伤了", "打错了，是网球场")):
        desk.ask(token, text, now=AFTERNOON + at * SLOWLY)
    [tennis, hurt, *_] = tickets(desk, token)
    assert (tennis.level, tennis.state) == (Level.ONE, TicketState.OPEN)
    assert (hurt.level, hurt.state) == (Level.THREE, TicketState.OPEN)
    assert "摔伤" in hurt.question


def test_a_colleague_who_has_taken_the_beginning_keeps_it(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    [first] = ask_all(desk, token, "我的卡")
    assert first.ticket is not None
    with desk.database.writing() as session:
        ticket = find_ticket(session, first.ticket.number)
        take(session, ticket, by=desk.staff["agent"], now=AFTERNOON)
    second = desk.ask(token, "可以用多久", now=AFTERNOON + QUICKLY)
    assert second.outcome.decision is DecisionKind.ANSWER
    assert [each.state for each in tickets(desk, token)] == [TicketState.IN_PROGRESS]


def test_what_becomes_serious_is_one_ticket_of_the_graver_level(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    *_, last = ask_all(desk, token, "在泳池", "摔伤了")
    assert last.ticket is not None
    assert last.ticket.level is Level.THREE
    assert "泳池" in last.ticket.question
    alive = [each for each in tickets(desk, token) if each.state is not TicketState.CLOSED]
    assert [each.number for each in alive] == [last.ticket.number]


def test_what_is_said_long_after_is_a_question_of_its_own(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    desk.ask(token, "冰壶", now=AFTERNOON)
    desk.ask(token, "蹦极", now=AFTERNOON + SLOWLY)
    assert len(tickets(desk, token)) == 2


def test_the_same_again_while_it_waits_is_told_the_same_number(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    numbers = {
        each.ticket.number
        for each in ask_all(desk, token, "你们有冰壶馆吗，怎么收费", "你们有冰壶馆吗，怎么收费")
        if each.ticket
    }
    assert len(numbers) == 1
