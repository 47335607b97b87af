"""What boards find, how they hold a running period against the one before, and where a period
begins."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from house import ROOT
from kb.db import Database
from kb.errors import BadInput
from kb.kpi.measures import MEASURES
from kb.period import beside, month, read_any, stretch, year
from kb.policy import adopt, read_policies
from kb.reports.boards import Board, View, open_view
from kb.reports.boards.exhibit import leading, moved, share
from kb.reports.boards.knowledge import knowledge
from kb.reports.boards.overview import overview
from kb.reports.boards.satisfaction import satisfaction
from kb.reports.boards.service import service
from kb.terms import Level
from kb.tickets import close
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate
from statements import statements
from world import AFTERNOON, NEXT_DAY, ask_for_person, open_club, shanghai


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("2026-W01", "2025-W52", "2026-W02"),
        ("2026-01", "2025-12", "2026-02"),
        ("2026-Q1", "2025-Q4", "2026-Q2"),
        ("2026", "2025", "2027"),
        ("2026-11-01..2026-11-10", "2026-10-22..2026-10-31", "2026-11-11..2026-11-20"),
        ("2026-03-01..2026-03-01", "2026-02-28..2026-02-28", "2026-03-02..2026-03-02"),
    ],
)
def test_periods_of_any_kind_lie_beside_each_other(key: str, before: str, after: str) -> None:
    period = read_any(key)
    assert (beside(period, -1).key, beside(period, 1).key) == (before, after)
    assert beside(period, -1).end == period.begin
    assert beside(period, 1).begin == period.end


@pytest.mark.parametrize(
    "key", ["", "..", "2026-W54", "2026-13", "2026-Q5", "1999", "2026-02-30..2026-03-01", "x..y"]
)
def test_what_names_no_period_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        read_any(key)


@pytest.mark.parametrize(
    ("now", "span", "earlier"),
    [
        (shanghai(2026, 11, 18, 12), "2026-11-01..2026-11-18", "2026-10-01..2026-10-18"),
        (shanghai(2026, 3, 31), "2026-03", "2026-02"),
        (shanghai(2026, 3, 30, 23, 59), "2026-03-01..2026-03-30", "2026-02-01..2026-02-28"),
        (shanghai(2027, 2, 1), "2026-11", "2026-10"),
    ],
)
def test_a_running_month_is_held_against_as_many_days(
    sqlite: Database, now: datetime, span: str, earlier: str
) -> None:
    period = month(2026, 3 if now.month == 3 else 11)
    with sqlite.reading() as session:
        view = open_view(session, period, now=now)
        assert (view.span.key, view.earlier.key) == (span, earlier)


@pytest.mark.parametrize(
    ("counted", "finding"),
    [
        ({}, "没有"),
        ({"甲": 0}, "没有"),
        ({"甲": 3, "乙": 1}, "转人工最多的是“甲”，4 个中的 3 个"),
        ({"甲": 41, "乙": 59}, "转人工最多的是“乙”，占 59.0%"),
        ({"甲": 5, "乙": 5, "丙": 1}, "转人工最多的是“甲”、“乙”，各 5 个"),
        (dict.fromkeys("甲乙丙丁", 2), "转人工最多的是“甲”、“乙”、“丙”，各 2 个"),
    ],
)
def test_a_finding_says_what_leads_and_no_more(counted: dict[str, int], finding: str) -> None:
    assert leading("转人工", counted, "个", "没有") == finding


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (None, None, "这段时间没有评价"),
        ("80.0", None, "满意率 80.0%（5 个评价）"),
        ("80.0", "80.0", "满意率 80.0%（5 个评价），和上期一样"),
        ("80.0", "82.5", "满意率 80.0%（5 个评价），比上期低 2.5 个百分点"),
    ],
)
def test_a_rate_is_told_beside_the_one_before(
    now: str | None, before: str | None, told: str
) -> None:
    values = [each and Decimal(each) for each in (now, before)]
    assert moved("满意率", values[0] or None, values[1] or None, 5, "评价") == told


@given(part=st.integers(0, 10**7), rest=st.integers(0, 10**7))
def test_shares_are_exact_and_rounded_half_up(part: int, rest: int) -> None:
    found = share(part, part + rest)
    if found is None:
        assert part + rest == 0
    else:
        assert abs(found - Decimal(100 * part) / (part + rest)) <= Decimal("0.05")
    assert share(1, 800) == Decimal("0.1")
    assert share(1, 2000) == Decimal("0.1")


BOARDS = (overview, service, knowledge, satisfaction)


@pytest.mark.parametrize("gather", BOARDS)
def test_every_figure_has_its_definition_and_every_row_its_columns(
    sqlite: Database, gather: Callable[[View], Board]
) -> None:
    with sqlite.writing() as session:
        _a_day_of_service(session)
        for period in (month(2026, 11), year(2026), stretch(NEXT_DAY.date(), NEXT_DAY.date())):
            board = gather(open_view(session, period, now=NEXT_DAY + timedelta(hours=1)))
            for each in (*board.tiles, *board.exhibits):
                assert each.measure in MEASURES
            for exhibit in board.exhibits:
                assert exhibit.finding
                assert {len(row.cells) for row in exhibit.rows} <= {len(exhibit.columns)}
            assert len({each.key for each in board.exhibits}) == len(board.exhibits)


def test_satisfaction_is_told_by_level_with_a_caution_on_small_numbers(sqlite: Database) -> None:
    with sqlite.writing() as session:
        _a_day_of_service(session)
        board = satisfaction(open_view(session, month(2026, 11), now=NEXT_DAY))
    told = {each.key: each for each in board.exhibits}
    assert [row.cells for row in told["by_level"].rows] == [
        ("一级", 1, 0, 0, Decimal("100.0"), "样本少"),
        ("二级", 0, 0, 1, Decimal("0.0"), "样本少"),
    ]
    assert told["by_level"].finding == "评价还太少，看不出差别"
    assert told["dissatisfied"].rows[0].cells == ("回复太慢", 1, Decimal("100.0"), 0)
    assert board.tiles[0].is_few


def test_the_number_of_queries_does_not_grow_with_the_rows(sqlite: Database) -> None:
    with sqlite.writing() as session:
        _a_day_of_service(session)
        few = _queries(sqlite, lambda: [each(_view(session)) for each in BOARDS])
        for _ in range(9):
            ask_for_person(session, now=AFTERNOON)
        many = _queries(sqlite, lambda: [each(_view(session)) for each in BOARDS])
    assert many <= few


def _view(session: Session) -> View:
    return open_view(session, month(2026, 11), now=NEXT_DAY)


def _queries(database: Database, work: Callable[[], object]) -> int:
    with statements(database.engine) as asked:
        work()
    return len(asked)


def _a_day_of_service(session: Session) -> None:
    """Two tickets closed and rated, one waiting."""
    adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=AFTERNOON)
    staff = open_club(session)
    for level, said in (
        (Level.ONE, Rated(Satisfaction.SATISFIED)),
        (Level.TWO, Rated(Satisfaction.DISSATISFIED, RatingReason.SLOW)),
    ):
        conversation, ticket = ask_for_person(session, level=level)
        close(session, ticket, "已答复", by=staff.wang.id, now=AFTERNOON + timedelta(hours=1))
        rate(session, conversation.id, ticket.number, said, now=NEXT_DAY)
    ask_for_person(session)
