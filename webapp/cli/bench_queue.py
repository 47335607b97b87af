"""How long the pages of the desk take with very many tickets."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any

import click
import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from kb import clock
from kb.conversations import Conversation
from kb.db import Database
from kb.deadlines.measure import Measure
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.people.accounts import hire
from kb.people.password import Passwords
from kb.people.person import Person
from kb.people.role import Role
from kb.policy import ClockRule
from kb.policy.signals import Signal
from kb.terms import Category, Channel, Department, Level, Reason
from kb.tickets import Ticket, TicketState
from kb.tickets.opening import FIRST_NUMBER
from kb.tickets.queue import Place, Sought, count_arrived, count_waiting, list_tickets

TIMES = 20
AT_ONCE = 5000
WAITS_EVERY = 4
"""of those that wait, one in so many is nobody's"""


@click.command("queue")
@click.option("--tickets", default=100_000, help="工单总数。")
@click.option("--waiting", default=10_000, help="其中待办的。")
def bench_queue(tickets: int, waiting: int) -> None:
    """待办列表的耗时：在一个临时的库里。"""
    with TemporaryDirectory() as folder, closing(Database(f"sqlite:///{folder}/b.db")) as database:
        database.migrate()
        with database.writing() as session:
            person = _fill(session, tickets, waiting, clock.now())
        size = Path(folder, "b.db").stat().st_size // 2**20
        click.echo(f"{tickets} 个工单，{waiting} 个待办，{size} MB")
        with database.reading() as session:
            for name, look in _looks(person):
                took = [_time(session, look) for _ in range(TIMES)]
                middle, slow = np.percentile(took, 50), np.percentile(took, 95)
                click.echo(f"  {name}：中位 {middle:.1f} 毫秒，p95 {slow:.1f} 毫秒")


def _looks(person: Person) -> list[tuple[str, Callable[[Session], object]]]:
    def page(sought: Sought, at: Place | None = None) -> Callable[[Session], object]:
        return lambda session: list_tickets(session, sought, at)

    def deep(session: Session) -> object:
        after = list_tickets(session, Sought()).after
        for _ in range(9):
            after = list_tickets(session, Sought(), after).after
        return after

    return [
        ("全部", page(Sought())),
        ("我的", page(Sought(owner_id=person.id))),
        ("本组", page(Sought(group=person.departments))),
        ("无人负责", page(Sought(unowned=True))),
        ("二级、场地", page(Sought(level=Level.TWO, category=Category.VENUE))),
        ("电话", page(Sought(channel=Channel.PHONE))),
        ("已关闭", page(Sought(state=TicketState.CLOSED))),
        ("按字找（待办）", page(Sought(words="网球 77"))),
        ("按字找（全部）", page(Sought(words="网球 77", every=True))),
        ("按编号找", page(Sought(words=str(FIRST_NUMBER + 5)))),
        ("页签上的数", lambda session: count_waiting(session, person)),
        ("有没有新的", lambda session: count_arrived(session, person.id, 10**8)),
        ("翻十页", deep),
    ]


def _time(session: Session, look: Callable[[Session], object]) -> float:
    """Milliseconds."""
    session.expunge_all()
    began = perf_counter_ns()
    look(session)
    return (perf_counter_ns() - began) / 1e6


def _fill(session: Session, tickets: int, waiting: int, now: datetime) -> Person:
    people = [
        hire(
            session, f"agent{each}", f"客服{each}", "bench-bench-bench",
            roles=[Role.AGENT], departments=[Department.CALL_CENTRE],
            passwords=Passwords(), by=None, now=now,
        )
        for each in range(8)
    ]  # fmt: skip
    owners = [each.id for each in people]
    for begin in range(0, tickets, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, tickets))
        talks, cases, clocks = [], [], []
        for each in numbers:
            opened_at = now - timedelta(seconds=20 * (tickets - each))
            waits = each >= tickets - waiting
            talks.append(_talk(each, opened_at))
            cases.append(_ticket(each, opened_at, owners, waits=waits))
            clocks += _clocks(each, opened_at, waits=waits)
        session.execute(insert(Conversation), talks)
        session.execute(insert(Ticket), cases)
        session.execute(insert(StageClock), clocks)
    return people[0]


def _talk(each: int, at: datetime) -> dict[str, Any]:
    channel = Channel.PHONE if each % 5 == 0 else Channel.ONLINE
    return {"id": each + 1, "token_hash": f"{each:064}", "channel": channel, "opened_at": at}


def _ticket(each: int, at: datetime, owners: list[int], *, waits: bool) -> dict[str, Any]:
    free = waits and each % WAITS_EVERY == 0
    busy = TicketState.REFERRED if each % 7 == 0 else TicketState.IN_PROGRESS
    state = TicketState.OPEN if free else busy
    return {
        "number": FIRST_NUMBER + each,
        "conversation_id": each + 1,
        "question": f"网球场第 {each} 个问题，订好的时间能不能改到周末，多出来的钱怎么退？" * 3,
        "category": list(Category)[each % 6],
        "level": Level.THREE if each % 200 == 1 else Level(each % 2 + 1),
        "reason": Reason.NO_KNOWLEDGE,
        "state": state if waits else TicketState.CLOSED,
        "opened_at": at,
        "due_at": at + timedelta(minutes=10),
        "owner_id": None if free else owners[each % len(owners)],
        "department": Department.VENUE,
        "candidates": [{"id": f"k-{each}", "question": "网球怎么收费？" * 4, "confidence": 0.3}]
        * 3,
        "version": 1,
    }


def _clocks(each: int, at: datetime, *, waits: bool) -> list[dict[str, Any]]:
    rules = [
        ClockRule(
            name=name, label="答复会员", stage=name, matter=Matter.TICKET,
            starts=(Signal.OPENED,), stops=(Signal.REPLIED,), minutes=10 * minutes,
        )
        for minutes, name in enumerate(("find", "answer", "update"), start=1)
    ]  # fmt: skip
    return [
        {
            "matter": Matter.TICKET, "number": FIRST_NUMBER + each, "rule": rule.name,
            "stage": rule.stage, "terms": rule.model_dump(mode="json"), "policy_version": 1,
            "level": Level.ONE, "round": 1, "started_at": at, "measure": Measure.SERVICE,
            "seconds": 600, "counted_from": at, "warn_before": 120,
            "due_at": at + timedelta(minutes=600), "warn_at": at + timedelta(minutes=500),
            "next_at": None, "warned_at": None, "paused_at": None, "pause_reason": None,
            "state": ClockState.BREACHED if waits else ClockState.STOPPED,
            "breached_at": at if waits else None, "stopped_at": None if waits else at,
        }
        for rule in rules
    ]  # fmt: skip
