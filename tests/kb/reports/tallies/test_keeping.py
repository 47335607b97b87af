"""Tallies kept level in steps of any length are what counting everything anew gives."""

import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from kb.conversations import (
    Author,
    Outcome,
    find_conversation,
    give_verdict,
    open_conversation,
    record_outcome,
    say,
)
from kb.db import Database
from kb.history import Event
from kb.period import read_month, stretch
from kb.reports.tallies import Measured, Scope, Tallies
from kb.reports.tallies.keeping import (
    LAG,
    advance,
    differences,
    keep_level,
    recomputed,
    start_anew,
)
from kb.reports.tallies.streams import STREAMS
from kb.reports.tallies.tables import DailyTally, TallyMark
from kb.terms import Category, Channel, DecisionKind, Level
from kb.tickets import close
from kb.tickets.rating import Rated, Satisfaction, rate
from webapp.cli.bench_history import Past
from world import AFTERNOON, ENTRIES, NEXT_DAY, ask_for_person, hire_staff

NOVEMBER = read_month("2026-11")
HISTORY = STREAMS[0]


def live_through(database: Database, conversations: int, seed: int, days: int = 20) -> None:
    """Their history has ids in no order, as late commits leave them."""
    with database.writing() as session:
        if session.scalar(select(func.count()).select_from(Event)) == 0:
            hire_staff(session)
    with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
        Past(
            connection, [*ENTRIES], 1, NOVEMBER.begin, days, random.Random(seed), shuffled=True
        ).write(conversations)


def by_measure(database: Database) -> dict[object, int]:
    with database.reading() as session:
        return dict(Tallies(session).sums(NOVEMBER, [*Measured], "measure", "key"))


@pytest.mark.parametrize("seed", [1, 2])
def test_steps_of_any_length_are_what_counting_anew_gives(sqlite: Database, seed: int) -> None:
    chance = random.Random(seed)
    for part in range(3):
        live_through(sqlite, 60, 10 * seed + part)
        for _ in range(chance.randrange(9)):
            with sqlite.writing() as session:
                advance(session, chance.choice(STREAMS), now=NEXT_DAY, batch=chance.randrange(80))
        with sqlite.reading() as session:
            assert list(differences(session)) == []
        told = by_measure(sqlite)
        with sqlite.reading() as session:  # what is not counted yet, a page counts
            for stream in STREAMS:
                whole = stream.count(session, stream.newest(session))
                sums = {key: told.get(key, 0) for key in {(c.measure, c.key) for c in whole}}
                assert sum(whole.values()) == sum(sums.values())
    keep_level(sqlite, now=NEXT_DAY, batch=100)
    with sqlite.reading() as session:
        assert list(differences(session)) == []
    assert by_measure(sqlite) == told


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_hundred_thousand_events_in_steps(sqlite: Database) -> None:
    live_through(sqlite, 33_000, 7)
    with sqlite.reading() as session:
        assert (session.scalar(select(func.count()).select_from(Event)) or 0) > 100_000
    keep_level(sqlite, now=NEXT_DAY, batch=777)
    with sqlite.reading() as session:
        assert list(differences(session)) == []


def test_a_difference_is_found_and_counting_anew_mends_it(sqlite: Database) -> None:
    live_through(sqlite, 30, 3)
    keep_level(sqlite, now=NEXT_DAY)
    with sqlite.writing() as session:
        right = recomputed(session)
        session.execute(update(DailyTally).values(amount=DailyTally.amount + 1))
        assert len(list(differences(session))) == len(right)
        start_anew(session)
    keep_level(sqlite, now=NEXT_DAY)
    with sqlite.reading() as session:
        assert list(differences(session)) == []
        assert recomputed(session) == right


def answer(database: Database, now: datetime = AFTERNOON) -> Outcome:
    """A question by telephone that an entry answered."""
    with database.writing() as session:
        conversation, _ = open_conversation(session, Channel.PHONE, now=now)
        message = say(session, conversation, Author.MEMBER, "停车收费吗？", now=now)
        return record_outcome(
            session, message, now=now, decision=DecisionKind.ANSWER, level=Level.ONE,
            category=Category.VENUE, explanation="", knowledge_number=1, policy_version=1,
            took_ms=1, entry_ids=["parking"],
        )  # fmt: skip


def ends(database: Database, **scope: object) -> dict[str, int]:
    with database.reading() as session:
        day = stretch(AFTERNOON.date(), AFTERNOON.date())
        wanted = Scope(**scope)  # type: ignore[arg-type]
        sums = Tallies(session).sums(day, [Measured.ANSWERS], "key", scope=wanted)
        return {key: count for (key,), count in sums.items() if count}


def test_a_later_word_is_counted_on_the_day_of_the_answer(database: Database) -> None:
    given = answer(database)
    for _ in range(2):
        keep_level(database, now=NEXT_DAY)
        keep_level(database, now=NEXT_DAY + LAG)
        assert ends(database) == {"silent": 1}
    with database.writing() as session:
        give_verdict(session, find_conversation(session, 1), given.id, True, now=NEXT_DAY)
    assert ends(database) == {"confirmed": 1}
    keep_level(database, now=NEXT_DAY + 3 * LAG)
    keep_level(database, now=NEXT_DAY + 5 * LAG)
    assert ends(database) == {"confirmed": 1}
    assert ends(database, channel=Channel.PHONE, level=Level.ONE) == {"confirmed": 1}
    assert ends(database, category=Category.SHOP) == {}
    with database.reading() as session:
        settled = session.get_one(TallyMark, HISTORY.name).settled
        assert settled == HISTORY.newest(session)
        assert list(differences(session)) == []


def test_two_who_advance_at_once_count_each_row_once(database: Database) -> None:
    for minute in range(30):
        answer(database, AFTERNOON + timedelta(minutes=minute))
    keep_level(database, now=NEXT_DAY)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        keep_level(database, now=NEXT_DAY + 2 * LAG, batch=7)

    threads = [Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert ends(database) == {"silent": 30}
    with database.reading() as session:
        assert session.get_one(TallyMark, HISTORY.name).settled == HISTORY.newest(session)
        assert list(differences(session)) == []


@pytest.mark.postgres
def test_on_postgresql_a_row_is_settled_only_when_older_ones_must_be_there(
    postgres_url: str,
) -> None:
    with closing(Database(postgres_url)) as database:
        answer(database)
        assert keep_level(database, now=NEXT_DAY) == 0
        assert keep_level(database, now=NEXT_DAY + LAG / 2) == 0
        assert ends(database) == {"silent": 1}
        assert keep_level(database, now=NEXT_DAY + LAG) > 0
        assert ends(database) == {"silent": 1}


def test_a_tickets_course_is_counted(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        conversation, ticket = ask_for_person(session)
        close(session, ticket, "已答复", by=staff.wang.id, now=AFTERNOON + timedelta(hours=1))
        said = Rated(Satisfaction.SATISFIED)
        rate(session, conversation.id, ticket.number, said, now=NEXT_DAY)
    told = by_measure(sqlite)
    assert told[Measured.OPENED, "no_knowledge"] == 1
    assert told[Measured.CLOSED, "satisfied"] == 1
    assert told[Measured.RATINGS, "satisfied"] == 1
