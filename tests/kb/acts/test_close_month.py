"""A closed month never moves; what is corrected later is told anew, with the reason."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session

from appraising import Did
from appraising import month_result as month_result_of
from kb.acts.check_months import check_months, what_moved
from kb.acts.close_month import close_due_months, close_month, restate_month
from kb.acts.tick import tick
from kb.appraisals.opinion import Aspect, Said, give_opinion
from kb.appraisals.restatement import Restatement, restate, restatements_of, standing
from kb.appraisals.sealed_month import SealedMonth, Weighed, seal, sealed
from kb.appraisals.sealed_year import SealedYear, sealed_year
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.history import Event, record
from kb.kpi.month import read_result, write_result
from kb.period import month, year
from kb.reports.month import compute_month, month_result, weigh_month
from kb.reports.year import compute_year, year_result
from october import (
    CLOSING,
    NEUTRAL,
    NOVEMBER,
    OCTOBER,
    SATISFIED,
    SLOW,
    October,
    live_through,
    lived_file,
    own_copy,
)
from world import ask_for_person, shanghai

WANG, LI = 1, 2


@pytest.fixture(scope="module")
def october(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived_file(sqlite_template, tmp_path_factory.mktemp("october"))


@pytest.fixture
def lived(october: Path, tmp_path: Path) -> Iterator[Database]:
    with closing(own_copy(october, tmp_path)) as database:
        yield database


def closed_late(session: Session) -> None:
    """A row of October that was not there when it was closed."""
    record(session, "closed", "ticket", 1006, by=LI, now=shanghai(2026, 10, 22, 16))


def run(database: Database, now: datetime) -> list[str]:
    return list(close_due_months(database, now=now))


@pytest.mark.parametrize(
    ("now", "done"),
    [
        (shanghai(2026, 11, 5, 5, 59), []),
        (shanghai(2026, 11, 5, 6), ["2026年10月的绩效已结账"]),
        (shanghai(2026, 11, 30, 23), ["2026年10月的绩效已结账"]),
    ],
)
def test_a_month_is_closed_on_its_day_and_once(
    lived: Database, now: datetime, done: list[str]
) -> None:
    assert run(lived, now) == done
    assert run(lived, now) == []


def test_no_month_is_closed_before_it_is_over_or_while_its_clocks_wait(sqlite: Database) -> None:
    with sqlite.writing() as session:
        club = October(session)
        ask_for_person(session, now=shanghai(2026, 10, 31, 21))
        for now, code in ((OCTOBER.end - timedelta(seconds=1), "month_runs"),
                          (CLOSING, "clocks_due")):  # fmt: skip
            with pytest.raises(Conflict) as caught:
                close_month(session, OCTOBER, by=club.li.id, now=now)
            assert caught.value.code == code
    assert run(sqlite, CLOSING) == []
    with sqlite.writing() as session:
        tick(session, now=CLOSING)
    assert run(sqlite, CLOSING) == ["2026年10月的绩效已结账"]


@pytest.mark.parametrize("table", ["sealed_months", "restatements"])
@pytest.mark.parametrize("act", ["UPDATE {} SET checksum = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_it(lived: Database, table: str, act: str) -> None:
    run(lived, CLOSING)
    with lived.writing() as session:
        closed_late(session)
        restate_month(session, OCTOBER, "漏记一次关闭", by=LI, now=CLOSING + timedelta(hours=1))
    with pytest.raises(SQLAlchemyError, match="append-only"), lived.writing() as session:
        session.execute(text(act.format(table)))


def test_two_processes_close_it_once(database: Database) -> None:
    with database.writing() as session:
        live_through(session)
        tick(session, now=CLOSING)
    start, said = Barrier(2), []

    def look() -> None:
        with closing(Database(database.url.render_as_string(hide_password=False))) as own:
            start.wait()
            said.extend(run(own, CLOSING))

    both = [Thread(target=look) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert said == ["2026年10月的绩效已结账"]
    with database.reading() as session:
        count = select(func.count()).select_from(Event).where(Event.verb == "sealed")
        assert session.scalar(count) == 1


def test_a_closed_month_comes_out_the_same_and_a_late_record_is_told(lived: Database) -> None:
    run(lived, CLOSING)
    assert check_months(lived) == []
    with lived.writing() as session:
        ask_for_person(session, now=shanghai(2026, 11, 6, 14))
    assert check_months(lived) == []
    with lived.writing() as session:
        closed_late(session)
    (said,) = check_months(lived)
    assert "2026-10 结账以后" in said.said
    assert not said.earlier
    with lived.reading() as session:
        stands = standing(session, "2026-10")
        assert stands is not None
        differing = {(each.who, each.measure) for each in what_moved(session, stands) or ()}
        assert (LI, "cases") in differing
        assert (WANG, "score") not in differing


def test_a_restatement_keeps_what_was_sealed(lived: Database) -> None:
    run(lived, CLOSING)
    later = CLOSING + timedelta(days=1)
    with lived.writing() as session:
        before = sealed(session, "2026-10")
        assert before is not None
        kept = before.document
        with pytest.raises(Conflict, match="一样"):
            restate_month(session, OCTOBER, "看看", by=LI, now=later)
        closed_late(session)
        with pytest.raises(BadInput, match="原因"):
            restate_month(session, OCTOBER, " ", by=LI, now=later)
        made = restate_month(session, OCTOBER, "漏记一次关闭", by=LI, now=later)
        assert (made.reason, made.by_id, made.at) == ("漏记一次关闭", LI, later)
    with lived.reading() as session:
        first = session.get_one(SealedMonth, "2026-10")
        assert first.document == kept
        assert [each.id for each in restatements_of(session, "2026-10")] == [1]
        told = month_result(session, OCTOBER, now=later)
        assert told == read_result(session.get_one(Restatement, 1).document)
        assert told != read_result(kept)
    assert check_months(lived) == []


def test_nothing_is_restated_before_it_is_closed_or_closed_twice(lived: Database) -> None:
    with lived.writing() as session:
        with pytest.raises(Conflict, match="还没有结账"):
            restate_month(session, OCTOBER, "早了", by=LI, now=CLOSING)
        close_month(session, OCTOBER, by=LI, now=CLOSING)
        with pytest.raises(Conflict, match="已经结账"):
            close_month(session, OCTOBER, by=LI, now=CLOSING)
        with pytest.raises(Conflict, match="已经结账"):
            give_opinion(session, OCTOBER, WANG, {Aspect.SPEED: Said(5)}, by=LI, now=CLOSING)


def test_the_order_of_rows_changes_no_byte(lived: Database) -> None:
    with lived.writing() as session:
        first = weigh_month(session, OCTOBER, until=CLOSING)
        # The triggers guard against changes by hand; here the same rows get other numbers.
        session.execute(text("DROP TRIGGER history_refuses_update"))
        highest = session.scalar(select(func.max(Event.id))) or 0
        session.execute(text(f"UPDATE history SET id = {2 * highest} + id"))
        again = weigh_month(session, OCTOBER, until=CLOSING)
        session.rollback()
    renumbered = [json.loads(each.document) for each in (first, again)]
    for document in renumbered:
        document["inputs"] = ""
        for agent in document["agents"]:
            for figure in agent["figures"]:
                figure["sources"] = len(figure["sources"])
    assert renumbered[0] == renumbered[1]


def test_both_engines_give_the_same_bytes_wherever_the_rows_lie(
    lived: Database, database: Database
) -> None:
    with lived.reading() as session:
        told = write_result(compute_month(session, OCTOBER, until=CLOSING))
    with database.writing() as session:
        live_through(session)
        tick(session, now=CLOSING - timedelta(hours=1))
        # PostgreSQL puts what is written again behind all other rows
        for table, key in (("tickets", "number"), ("stage_clocks", "id"), ("referrals", "id")):
            session.execute(text(f"UPDATE {table} SET {key} = {key} WHERE {key} % 2 = 1"))
        assert write_result(compute_month(session, OCTOBER, until=CLOSING)) == told


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.sampled_from(("ask", "rate", "reply", "reopen", "opinion")), max_size=6))
def test_whatever_happens_afterwards_a_closed_month_never_moves(
    lived: Database, acts: list[str]
) -> None:
    with lived.writing() as session:
        if sealed(session, "2026-10") is None:
            close_month(session, OCTOBER, by=LI, now=CLOSING)
        stands = session.get_one(SealedMonth, "2026-10")
        document = stands.document
        for number, act in enumerate(acts):
            now = CLOSING + timedelta(days=1, minutes=number)
            match act:
                case "ask":
                    ask_for_person(session, now=now)
                case "rate":
                    for ticket, said in ((1003, SATISFIED), (1005, SLOW), (1007, NEUTRAL)):
                        record(
                            session, "rated", "ticket", ticket, by=None, now=now,
                            satisfaction=said.satisfaction, reason=said.reason, before=None,
                        )  # fmt: skip
                case "reply":
                    record(session, "replied", "ticket", 1008, by=WANG, now=now)
                case "reopen":
                    record(session, "reopened", "ticket", 1001, by=None, now=now)
                case "opinion":
                    said = {Aspect.SPEED: Said(2)}
                    give_opinion(session, NOVEMBER, WANG, said, by=LI, now=now)
        assert what_moved(session, stands) is None
        assert month_result(session, OCTOBER, now=now if acts else CLOSING) == read_result(document)
        session.rollback()


def test_a_year_is_the_weighted_mean_of_its_closed_months(lived: Database) -> None:
    with lived.writing() as session:
        close_month(session, OCTOBER, by=None, now=CLOSING)
        whole = year_result(session, year(2026))
        october = read_result(session.get_one(SealedMonth, "2026-10").document)
        scores = {each.person: each.scored.score for each in october.agents}
        assert {each.who: each.score for each in whole.agents} == {
            who: score for who, score in scores.items() if score is not None
        }
        assert [(each.who, each.months[0].weight) for each in whole.departments] == [("venue", 1)]


def test_a_year_is_closed_with_its_december_and_stays(database: Database) -> None:
    closed = shanghai(2027, 1, 5, 6)

    def october(score: str) -> str:
        return write_result(month_result_of("2026-10", {WANG: Did(score)})).decode()

    with database.writing() as session:
        October(session)
        seal(session, Weighed("2026-10", closed, 1, "first", october("90")), by=None, now=closed)
        close_month(session, month(2026, 11), by=None, now=closed)
        assert sealed_year(session, "2026") is None
        close_month(session, month(2026, 12), by=None, now=closed)
        later = closed + timedelta(days=1)
        again = Weighed("2026-10", later, 1, "anew", october("70"))
        restate(session, again, "漏记", by=LI, now=later)
        told = [
            [str(each.score) for each in found.agents]
            for found in (year_result(session, year(2026)), compute_year(session, year(2026)))
        ]
        assert told == [["90.00"], ["70.00"]]
    with pytest.raises(DatabaseError), database.writing() as session:
        session.execute(update(SealedYear).values(document="{}"))


def test_an_empty_month_has_a_result_too(sqlite: Database) -> None:
    with sqlite.writing() as session:
        October(session)
        result = compute_month(session, month(2026, 9), until=CLOSING)
        assert (result.agents, result.departments, result.contributions) == ((), (), ())
        assert result.month == "2026-09"
        assert {each.value for each in result.team} <= {None, 0}
