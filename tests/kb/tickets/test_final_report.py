"""The report that ends a level-3 case: written in parts, submitted whole, read, never changed."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, CourtsideError
from kb.notices.notice import Notice
from kb.terms import Level
from kb.tickets import close
from kb.tickets.final_report import (
    MOVES,
    FinalReport,
    ReportMove,
    ReportPart,
    ReportState,
    missing,
    report_of,
)
from kb.tickets.reporting import (
    assess,
    hold_nobody_responsible,
    name_case_study,
    read_report,
    submit_report,
    take_back_report,
    write_part,
)
from serious import LATE, PARTS, SOON, Case, serious_case, verbs, write_report
from world import NIGHT


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def case(session: Session) -> Case:
    return serious_case(session)


def test_it_is_written_part_by_part_and_says_what_is_missing(session: Session, case: Case) -> None:
    lacking = ["原因", "经过", "教训", "改进", "责任人和评价"]
    assert missing(report_of(session, case.ticket)) == lacking
    for part, text in PARTS.items():
        report = write_part(session, case.ticket, part, text, seen=0, by=case.zhao, now=SOON)
        lacking.remove(part.label)
        assert missing(report) == lacking
        with pytest.raises(Conflict, match="报告还缺"):
            submit_report(session, case.ticket, by=case.li, now=SOON)
    assess(session, case.ticket, case.zhao, "批评教育。", by=case.li, now=SOON)
    assert submit_report(session, case.ticket, by=case.li, now=LATE).state is ReportState.SUBMITTED


def test_management_is_told_and_reads_it_and_then_it_stays(session: Session, case: Case) -> None:
    write_report(session, case)
    submit_report(session, case.ticket, by=case.li, now=LATE)
    told = session.query(Notice).filter_by(person_id=case.others.liu.id).one()
    assert told.text == "工单 1001 的最终报告请您阅知。"
    with pytest.raises(Conflict, match="自己提交的报告"):
        read_report(session, case.ticket, by=case.li, now=LATE)
    read_report(session, case.ticket, by=case.others.liu.id, now=NIGHT)
    with pytest.raises(Conflict, match="不能撤回"):
        take_back_report(session, case.ticket, "写错了", by=case.li, now=NIGHT)
    assert verbs(session, case.ticket)[-2:] == ["reported", "report_read"]


def test_what_management_has_not_read_may_be_taken_back_and_mended(
    session: Session, case: Case
) -> None:
    write_report(session, case)
    submit_report(session, case.ticket, by=case.li, now=LATE)
    take_back_report(session, case.ticket, "补充经过", by=case.li, now=LATE)
    again = {"seen": 1, "by": case.li, "now": LATE}
    write_part(session, case.ticket, ReportPart.COURSE, "补充后的经过。", **again)  # type: ignore[arg-type]
    submit_report(session, case.ticket, by=case.li, now=NIGHT)
    assert session.query(Notice).filter_by(person_id=case.others.liu.id).count() == 2


def test_of_two_who_write_the_same_part_the_second_is_told(session: Session, case: Case) -> None:
    cause = ReportPart.CAUSE
    write_part(session, case.ticket, cause, "漏水。", seen=0, by=case.zhao, now=SOON)
    with pytest.raises(Conflict, match="刚刚由赵师傅改过"):
        write_part(session, case.ticket, cause, "鞋不合适。", seen=0, by=case.li, now=SOON)
    write_part(session, case.ticket, cause, "空调漏水。", seen=1, by=case.li, now=SOON)
    report = report_of(session, case.ticket)
    assert report is not None
    assert (report.text(cause), report.version(cause)) == ("空调漏水。", 2)


def test_somebody_answers_for_it_or_it_says_why_nobody_does(session: Session, case: Case) -> None:
    report = hold_nobody_responsible(session, case.ticket, "地震所致", by=case.li, now=SOON)
    assert "责任人和评价" not in missing(report)
    for text in ("批评教育。", "书面检查。"):
        assess(session, case.ticket, case.zhao, text, by=case.li, now=SOON)
    assert [(each.person_id, each.text) for each in report.assessments] == [
        (case.zhao, "书面检查。")
    ]
    assert report.nobody_why is None
    with pytest.raises(Conflict, match="已经写了责任人"):
        hold_nobody_responsible(session, case.ticket, "没有人", by=case.li, now=SOON)


def test_a_serious_ticket_is_not_closed_without_a_submitted_report(
    session: Session, case: Case
) -> None:
    for _ in range(2):
        with pytest.raises(Conflict, match="还没有提交最终报告"):
            close(session, case.ticket, "已处理", by=case.li, now=LATE)
        write_report(session, case) if report_of(session, case.ticket) is None else None
    submit_report(session, case.ticket, by=case.li, now=LATE)
    close(session, case.ticket, "已处理", by=case.li, now=LATE)


def test_at_a_lower_level_no_report_is_asked_for(session: Session, case: Case) -> None:
    case.ticket.level = Level.TWO
    close(session, case.ticket, "其实只是擦伤", by=case.li, now=LATE)


Act = Callable[[Session, Case], object]
REFUSED: dict[str, tuple[Act, type[CourtsideError], str]] = {
    "an empty part": (
        lambda session, case: write_part(
            session, case.ticket, ReportPart.LESSONS, " ", seen=0, by=case.li, now=SOON
        ),
        BadInput, "还没有写教训",
    ),
    "a part too long": (
        lambda session, case: write_part(
            session, case.ticket, ReportPart.LESSONS, "长" * 4001, seen=0, by=case.li, now=SOON
        ),
        BadInput, "教训超过 4000 字",
    ),
    "no word on who answers for it": (
        lambda session, case: assess(session, case.ticket, case.zhao, "", by=case.li, now=SOON),
        BadInput, "还没有写评价",
    ),
    "nobody for no reason": (
        lambda session, case: hold_nobody_responsible(
            session, case.ticket, "", by=case.li, now=SOON
        ),
        BadInput, "没有责任人的原因",
    ),
    "read before it is there": (
        lambda session, case: read_report(session, case.ticket, by=case.zhao, now=SOON),
        Conflict, "还没有最终报告",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused(session: Session, case: Case, what: str) -> None:
    act, error, told = REFUSED[what]
    with pytest.raises(error, match=told):
        act(session, case)


ACTS: dict[ReportMove, Act] = {
    ReportMove.WRITE: lambda session, case: assess(
        session, case.ticket, case.zhao, "批评。", by=case.li, now=LATE
    ),
    ReportMove.SUBMIT: lambda session, case: submit_report(
        session, case.ticket, by=case.li, now=LATE
    ),
    ReportMove.TAKE_BACK: lambda session, case: take_back_report(
        session, case.ticket, "再改", by=case.li, now=LATE
    ),
    ReportMove.READ: lambda session, case: read_report(
        session, case.ticket, by=case.others.liu.id, now=LATE
    ),
    ReportMove.STUDY: lambda session, case: name_case_study(
        session, case.ticket, "case-1", by=case.li, now=LATE
    ),
}


def state_of(report: FinalReport | None) -> ReportState:
    assert report is not None
    return report.state


@settings(deadline=None, max_examples=30)
@given(moves=st.lists(st.sampled_from(list(ReportMove)), max_size=8))
def test_only_the_moves_of_the_table_succeed(
    one_database: Database, moves: list[ReportMove]
) -> None:
    with one_database.writing() as session:
        case = serious_case(session)
        expected, studied = state_of(write_report(session, case)), False
        for move in moves:
            rule = MOVES[move]
            legal = expected in rule.origins and not (move is ReportMove.STUDY and studied)
            begun = len(verbs(session, case.ticket))
            try:
                ACTS[move](session, case)
            except Conflict:
                assert not legal, (expected, move)
            else:
                assert legal, (expected, move)
                expected = rule.target or expected
                studied = studied or move is ReportMove.STUDY
            assert len(verbs(session, case.ticket)) == begun + legal
            assert state_of(report_of(session, case.ticket)) is expected
        session.rollback()


@pytest.fixture(scope="module")
def one_database(sqlite_template, tmp_path_factory) -> Iterator[Database]:  # type: ignore[no-untyped-def]
    """For all examples of a property: each is rolled back."""
    file = tmp_path_factory.mktemp("reports") / "courtside.db"
    file.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()
