"""What other hours, a change of mind and a newer program mean for a month that is closed."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from appraising import seal_result
from kb.acts.check_months import check_months
from kb.acts.close_month import close_due_months
from kb.acts.publish import publish
from kb.acts.tick import tick
from kb.appraisals.sealed_month import SealedMonth, sealed
from kb.contributions import contributions_to, reverse
from kb.db import Database
from kb.history import record
from kb.knowledge import find_entry, propose, submit
from kb.kpi.month import METHOD, read_result
from kb.policy import current
from kb.policy.version import write_version
from kb.reports.month import compute_month
from october import CLOSING, NOVEMBER, OCTOBER, October
from world import shanghai, text

ZHOU = 4
TOGETHER = shanghai(2026, 12, 5, 6)
"""October was left open for a month"""
CARD = text("会员卡能转让吗？", "可以转让给家人一次，手续费二十元，到前台办理。", "会员卡转让")


def answered(club: October) -> None:
    """Ten minutes after the desk opened, to somebody who had asked before."""
    ticket = club.ask(20, "12:50")
    club.reply(ticket, 20, "13:10")
    club.close(ticket, 20, "13:20")


def written(club: October) -> int:
    """A new entry; its contribution."""
    at = club.at(21, "14:00")
    propose(club.session, CARD, by=club.wang.id, now=at, entry_id="card")
    submit(club.session, find_entry(club.session, "card"), by=club.wang.id, now=at)
    publish(club.session, "card", seen=1, by=ZHOU, now=at)
    [(made, *_)] = contributions_to(club.session, "card").rows
    return made.id


def close_all(database: Database) -> list[str]:
    with database.writing() as session:
        tick(session, now=TOGETHER - timedelta(hours=1))
    return list(close_due_months(database, now=TOGETHER))


def told(session: Session, measure: str) -> str:
    of_october = read_result(session.get_one(SealedMonth, OCTOBER.key).document)
    figures = (each for agent in of_october.agents for each in agent.figures)
    return str(next(each.value for each in figures if each.measure == measure))


def test_other_service_hours_move_no_month_that_is_over(sqlite: Database) -> None:
    with sqlite.writing() as session:
        answered(October(session))
    close_all(sqlite)
    with sqlite.writing() as session:
        assert told(session, "first_response_1_median") == "10.00"
        service = current(session).service
        longer = service.hours.model_copy(update={"tuesday": service.hours.saturday})
        changed = service.model_copy(update={"hours": longer})
        write_version(session, "service", changed, by=None, now=TOGETHER)
    assert check_months(sqlite) == []


def test_months_closed_together_come_out_the_same_later(sqlite: Database) -> None:
    """What an act of the first one earned is taken back in the second."""
    with sqlite.writing() as session:
        club = October(session)
        answered(club)
        act = written(club)
        reverse(session, act, "抄来的", by=ZHOU, now=club.at(10, "14:00", of=11))
    assert len(close_all(sqlite)) == 2
    with sqlite.reading() as session:
        november = sealed(session, NOVEMBER.key)
        assert november is not None
        result = read_result(november.document)
        points = {each.person: str(each.points) for each in result.contributions}
        assert points == {1: "-2.55", ZHOU: "-0.45"}
    assert check_months(sqlite) == []


def test_a_month_of_an_earlier_method_is_told_calmly(sqlite: Database) -> None:
    with sqlite.writing() as session:
        answered(October(session))
        tick(session, now=CLOSING - timedelta(hours=1))
        made = compute_month(session, OCTOBER, until=CLOSING)
        assert made.method == METHOD
        seal_result(session, OCTOBER, replace(made, method=1), CLOSING)
    assert check_months(sqlite) == []
    with sqlite.writing() as session:
        # as if the program had reckoned otherwise when the month was closed
        record(session, "noted", "ticket", 1001, by=2, now=shanghai(2026, 10, 21, 13))
    [said] = check_months(sqlite)
    assert said.earlier
    assert "以前的算法" in said.said
