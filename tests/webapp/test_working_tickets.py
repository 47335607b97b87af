"""The bench and the department's room: what each colleague may do, see, and is told."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from kb.clock import now, to_local
from statements import statements
from visitor import Visitor
from webapp.services import Services

LAMP = "3号羽毛球场的灯坏了，一直闪"
CALL = {
    "channel": "phone",
    "question": LAMP,
    "member_name": "刘先生",
    "member_phone": "13812345678",
}
CASE = {
    "matter": LAMP,
    "happened": "今天下午",
    "member_name": "刘先生",
    "member_phone": "13812345678",
    "refer_reason": "灯具归场地部",
}


def in_days(count: int) -> str:
    """As a browser sends it."""
    return f"{to_local(now()) + timedelta(days=count):%Y-%m-%d}T10:00"


def write_down(agent: Visitor, **more: str) -> str:
    """The number of a ticket opened by telephone."""
    agent.get("/desk/calls/new")
    proposed = agent.post("/desk/calls/proposal", **CALL)
    level = re.search(r'name="level" value="(\d)" checked', proposed.text)
    category = re.search(r'name="category" value="([\w-]+)" checked', proposed.text)
    assert level
    assert category
    said = CALL | {"level": level[1], "category": category[1]} | more
    answer = agent.post("/desk/calls", **said)
    assert answer.status_code == 303, answer.text
    return str(answer.location).rpartition("/")[2]


def refer(agent: Visitor, number: str, department: str = "venue") -> None:
    agent.submit(f"/desk/tickets/{number}/referrals", department=department, **CASE)


@pytest.fixture
def venue(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("department")


def test_a_call_is_proposed_a_level_with_its_reason(agent: Visitor) -> None:
    page = agent.get(f"/desk/tickets/{write_down(agent)}").text
    assert "机器建议" in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_another_level_than_proposed_needs_a_reason_and_keeps_the_words(agent: Visitor) -> None:
    agent.get("/desk/calls/new")
    said = CALL | {"level": "3", "category": "shop"}
    refused = agent.post("/desk/calls", **said)
    assert refused.status_code == 400
    assert "更正的原因" in refused.text
    assert LAMP in refused.text
    assert 'value="刘先生"' in refused.text


def test_a_case_goes_to_the_department_and_back(agent: Visitor, venue: Visitor) -> None:
    number = write_down(agent)
    case = f"/department/cases/{number}"
    assert venue.get(case).status_code == 404
    refer(agent, number)
    page = venue.get(case).text
    assert "13812345678" not in page
    assert "13812345678" in venue.post(f"{case}/phone").text
    late = venue.post(f"{case}/plan", what="换灯", expected="2020-01-01T10:00")
    assert late.status_code == 400
    assert "已经过去" in late.text
    assert "换灯" in late.text
    venue.submit(f"{case}/plan", what="换灯", expected=in_days(2))
    unreasoned = venue.post(f"{case}/times", expected=in_days(3), time_reason=" ")
    assert "改时间的原因" in unreasoned.text
    venue.submit(f"{case}/times", expected=in_days(3), time_reason="缺货")
    venue.submit(f"{case}/solution", solved="换好了")
    told = agent.get(f"/desk/tickets/{number}").text
    for each in ("换灯", "缺货", "换好了", "请核实后答复会员", "button--next"):
        assert each in told


def test_a_case_of_another_department_is_not_there(agent: Visitor, venue: Visitor) -> None:
    number = write_down(agent)
    refer(agent, number, "shop")
    case = f"/department/cases/{number}"
    assert number not in venue.get("/department/cases").text
    assert venue.get(case).status_code == 404
    for act in ("plan", "times", "solution", "return", "phone"):
        said = {"what": "x", "expected": in_days(2), "time_reason": "x"}
        answer = venue.post(f"{case}/{act}", solved="x", return_reason="x", **said)
        assert answer.status_code == 404, act


def test_what_was_returned_is_seen_no_longer(agent: Visitor, venue: Visitor) -> None:
    number = write_down(agent)
    refer(agent, number)
    venue.submit(f"/department/cases/{number}/return", return_reason="不归我们管")
    assert venue.get(f"/department/cases/{number}").status_code == 404
    assert "部门退回了" in agent.get(f"/desk/tickets/{number}").text


def test_a_department_may_not_enter_the_desk(venue: Visitor, agent: Visitor) -> None:
    number = write_down(agent)
    refer(agent, number)
    assert venue.get("/desk").status_code == 403
    assert venue.get(f"/desk/tickets/{number}").status_code == 403
    assert venue.post(f"/desk/tickets/{number}/replies", text="好").status_code == 403
    assert agent.get("/department/cases").status_code == 403


def test_a_consult_is_answered_in_its_place(agent: Visitor, visit: Callable[[], Visitor]) -> None:
    number = write_down(agent)
    agent.submit(f"/desk/tickets/{number}/owner")
    agent.submit(f"/desk/tickets/{number}/consults", consult="能先开备用场吗？", asked="")
    supervisor = visit().log_in("supervisor")
    page = supervisor.get(f"/desk/tickets/{number}").text
    path = re.search(r'action="(/desk/tickets/\d+/consults/\d+/advice)"', page)
    assert path
    assert "小王请您指点" in page
    assert supervisor.post(path[1], advice=" ").status_code == 400
    supervisor.submit(path[1], advice="可以开5号场")
    assert "可以开5号场" in agent.get(f"/desk/tickets/{number}").text


def test_what_is_not_theirs_to_do_is_told_and_the_text_kept(
    agent: Visitor, visit: Callable[[], Visitor]
) -> None:
    number = write_down(agent)
    agent.submit(f"/desk/tickets/{number}/owner")
    refer(agent, number)
    slower = visit().log_in("supervisor")
    page = slower.post(f"/desk/tickets/{number}/replies", text="写了很久的答复")
    assert page.status_code == 409
    assert "写了很久的答复" in page.text
    assert "最近一次：小王于" in page.text


def test_who_was_overtaken_is_told_by_whom_and_keeps_what_they_wrote(
    agent: Visitor, visit: Callable[[], Visitor]
) -> None:
    number, lead = write_down(agent), visit().log_in("supervisor")
    ticket = f"/desk/tickets/{number}"
    agent.submit(f"{ticket}/owner")
    lead.get(ticket)
    lead.submit(f"{ticket}/handings", to="me", reason="我来跟进")
    late = agent.post(f"{ticket}/replies", text="灯管已经换好了")
    assert late.status_code == 409
    assert "周敏" in late.text
    assert "灯管已经换好了" in late.text
    lead.submit(f"{ticket}/closure", why="已修好", use="none", none_reason="不是知识")
    late = lead.post(f"{ticket}/handings", to="queue", reason="交给会修灯的同事")
    assert late.status_code == 409
    assert "现在是“已关闭”" in late.text
    assert ">交给会修灯的同事</p>" in late.text


def test_a_closed_case_is_opened_again_with_a_reason(agent: Visitor) -> None:
    number = write_down(agent)
    closing = {"use": "none", "none_reason": "电话里说清了"}
    agent.submit(f"/desk/tickets/{number}/closure", why="电话里说清了", **closing)
    assert agent.post(f"/desk/tickets/{number}/reopening", reopen_reason=" ").status_code == 400
    agent.submit(f"/desk/tickets/{number}/reopening", reopen_reason="会员又来电")
    agent.submit(f"/desk/tickets/{number}/closure", why="这次真的好了", **closing)
    assert "这次真的好了" in agent.get(f"/desk/tickets/{number}").text


BAD = [
    ("handings", {"to": "x", "reason": "下班"}),
    ("handings", {"to": "99999999999", "reason": "下班"}),
    ("referrals", {"department": "", **CASE}),
    ("referrals", {"department": "venue", **CASE, "matter": " "}),
    ("level", {"level": "4", "level_reason": "x"}),
    ("level", {"level": "", "level_reason": "x"}),
    ("correction", {"correct_level": "2", "correct_category": "moon", "correct_reason": "x"}),
    ("merge", {"into": "abc", "merge_reason": "x"}),
    ("updates", {"update": "\u200b"}),
    ("updates", {"update": "长" * 4001}),
    ("updates", {"update": "\0"}),
]


def test_a_member_says_with_one_press_that_it_is_not_solved(
    agent: Visitor, visitor: Visitor
) -> None:
    talk = visitor.ask("转人工：攀岩墙的绳子旧了吗", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    assert "还没有解决" not in visitor.get(talk).text
    agent.submit(f"/desk/tickets/{found[1]}/replies", text="昨天刚换过新绳。")
    assert 'value="问题还没有解决"' in visitor.get(talk).text
    page = visitor.submit(f"{talk}/messages", text="问题还没有解决", key="unsolved-3").text
    assert 'value="问题还没有解决"' not in page
    assert "处理中" in agent.get(f"/desk/tickets/{found[1]}").text


def test_bad_input_is_told_at_its_field(agent: Visitor) -> None:
    number = write_down(agent)
    agent.submit(f"/desk/tickets/{number}/owner")
    for act, fields in BAD:
        answer = agent.post(f"/desk/tickets/{number}/{act}", **fields)
        assert answer.status_code == 400, (act, fields)
        assert "还差一点" in answer.text


def test_the_queue_asks_the_database_as_often_for_many_as_for_few(
    agent: Visitor, services: Services, between_looks: None
) -> None:
    write_down(agent)
    with statements(services.database.engine) as few:
        agent.get("/desk?who=mine")
    for _ in range(5):
        write_down(agent)
    with statements(services.database.engine) as many:
        agent.get("/desk")
    assert len(many) <= len(few) + 1
    assert len(many) < 25


def test_filters_narrow_the_queue(agent: Visitor) -> None:
    question = f"{CALL['question']} {uuid4().hex[:12]}"
    number = write_down(agent, question=question)
    link, words = f'"/desk/tickets/{number}"', f"q={question.rsplit(maxsplit=1)[-1]}"
    assert link in agent.get(f"/desk?who=nobody&{words}").text
    assert link not in agent.get(f"/desk?who=mine&{words}").text
    assert link not in agent.get(f"/desk?level=3&{words}").text
    assert link not in agent.get(f"/desk?state=closed&{words}").text
    told = agent.get(f"/desk?level=nonsense&category=nonsense&{words}").text
    assert link in told
    assert "地址里的“级别”“分类”已不可用，没有按它筛选。" in told
    assert "没有符合这些条件的工单" in agent.get("/desk?department=shop&level=3&who=mine").text
    assert agent.get("/desk?at=first").status_code == 400
