from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answering.telling import tell_handover, tell_queue, tell_usual, tell_wait
from kb.conversations import Author, open_conversation, say
from kb.db import Database
from kb.terms import Category, Level, Reason
from kb.tickets import open_ticket, reply
from kb.tickets.pace import First, Pace, first_replies, measure, queue_ahead
from world import AFTERNOON, SERVICE, hire_staff

NOW = AFTERNOON


def replied(minutes: float, ago: float = 1) -> First:
    """The reply came `ago` minutes before now."""
    at = NOW - timedelta(minutes=ago)
    return First(at - timedelta(minutes=minutes), at)


def waiting(minutes: float) -> First:
    return First(NOW - timedelta(minutes=minutes), None)


def days_ago(days: int, minutes: float) -> First:
    opened = NOW - timedelta(days=days, minutes=-5)
    return First(opened, opened + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("firsts", "pace"),
    [
        ([], Pace()),
        ([replied(6)] * 4, Pace()),
        ([replied(6)] * 5, Pace(6, "hour")),
        ([replied(each) for each in (1, 2, 4.2, 30, 40)], Pace(5, "hour")),
        ([replied(0.1)] * 5, Pace(1, "hour")),
        ([replied(6, ago=61)] * 5, Pace()),
        ([replied(2)] * 5 + [waiting(40)] * 6, Pace(40, "hour")),
        ([replied(8)] * 5 + [waiting(1)] * 20, Pace(8, "hour")),
        ([replied(2)] * 5 + [waiting(600)] * 20, Pace(2, "hour")),
        ([days_ago(each, 7) for each in (1, 2, 3, 4, 5)], Pace(7, "days")),
        ([days_ago(8, 7)] * 9, Pace()),
    ],
)
def test_what_is_measured(firsts: list[First], pace: Pace) -> None:
    assert measure(firsts, NOW) == pace


@given(st.lists(st.floats(0, 59), min_size=5, max_size=60))
def test_half_of_all_were_answered_in_that_time(taken: list[float]) -> None:
    minutes = measure([replied(each, ago=0) for each in taken], NOW).minutes
    assert minutes is not None
    assert minutes >= 1
    assert 2 * sum(each <= minutes for each in taken) >= len(taken)


def test_replies_and_queue_are_read_from_the_tickets(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        numbers = []
        for minute, level in enumerate((Level.ONE, Level.TWO, Level.THREE, Level.ONE)):
            opened = NOW + timedelta(minutes=minute)
            talk, _ = open_conversation(session, now=opened)
            said = say(session, talk, Author.MEMBER, "网球多少钱", now=opened)
            ticket = open_ticket(
                session, talk.id, said.text, level=level, category=Category.VENUE,
                reason=Reason.NO_KNOWLEDGE, policy=SERVICE, now=opened,
            )  # fmt: skip
            numbers.append(ticket)
        reply(session, numbers[0], "50元", by=staff.wang.id, now=NOW + timedelta(minutes=9))
        assert sorted(first_replies(session), key=lambda each: each.opened_at) == [
            First(NOW, NOW + timedelta(minutes=9)),
            First(NOW + timedelta(minutes=1), None),
            First(NOW + timedelta(minutes=3), None),
        ]
        assert queue_ahead(session) == 2
        assert queue_ahead(session, numbers[3].number) == 1


LATER = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("queue", "minutes", "told"),
    [
        (0, None, ""),
        (2, None, "前面还有 2 位。"),
        (2, 6, "最近一般 6 分钟左右回复，前面还有 2 位。"),
        (0, 6, "最近一般 6 分钟左右回复，前面没有人在等。"),
        (2, 25, "最近回复比平时慢，一般要 25 分钟左右，前面还有 2 位。"),
    ],
)
def test_what_is_usual_is_told_beside_the_promise(
    queue: int, minutes: int | None, told: str
) -> None:
    assert tell_usual(queue, minutes, due=LATER, now=NOW) == told


@pytest.mark.parametrize(
    ("queue", "minutes", "due", "opening", "anew", "waiting"),
    [
        (
            2, 6, 10, 0,
            "现在前面有 2 位，最近一小时一般 6 分钟左右回复。",
            "现在前面有 2 位，最近一小时一般 6 分钟左右回复。",
        ),
        (
            0, 6, 10, 0,
            "现在前面没有人在等，最近一小时一般 6 分钟左右回复。",
            "现在前面没有人在等，最近一小时一般 6 分钟左右回复。",
        ),
        (2, None, 10, 0, "现在前面有 2 位，预计 15:10 前回复。", "现在前面有 2 位。"),
        (0, None, 10, 0, "现在前面没有人在等，预计 15:10 前回复。", "现在前面没有人在等。"),
        (
            2, 30, 10, 0,
            "现在前面有 2 位，最近回复比平时慢，一般要 30 分钟左右。",
            "现在前面有 2 位，最近回复比平时慢，一般要 30 分钟左右。",
        ),
        (
            2, 6, 1380, 1320,
            "现在不在服务时间，明天 13:00 恢复服务，预计 明天 14:00 前回复。",
            "现在不在服务时间，明天 13:00 恢复服务。",
        ),
    ],
)  # fmt: skip
def test_how_long_it_takes_is_never_more_than_what_is_known(
    queue: int, minutes: int | None, due: int, opening: int, *, anew: str, waiting: str
) -> None:
    """`due`, `opening`: minutes from now. Who waits was promised a time, and is told it there."""
    at = {"due": NOW + timedelta(minutes=due), "opening": NOW + timedelta(minutes=opening)}
    assert tell_wait(queue, minutes, "hour", **at, now=NOW) == anew
    assert tell_queue(queue, minutes, "hour", **at, now=NOW) == waiting


@pytest.mark.parametrize("late", [0, 30])
def test_who_waits_longer_than_promised_is_told_the_queue_only(late: int) -> None:
    due = NOW - timedelta(minutes=late)
    assert tell_queue(2, 6, "hour", due=due, opening=NOW, now=NOW) == "现在前面有 2 位。"


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("closed", [0, 1320])
def test_the_number_and_the_time_are_told_once_and_last(level: Level, closed: int) -> None:
    due, opening = NOW + timedelta(minutes=closed + 10), NOW + timedelta(minutes=closed)
    told = tell_handover(1017, level, due=due, opening=opening, now=NOW, usual="前面还有 2 位。")
    ahead, _, exact = told.partition("\n")
    assert exact.startswith("您的问题编号是 1017。")
    assert told.count("1017") == 1
    assert told.count("预计") == (level is not Level.THREE)
    assert "预计" not in ahead
