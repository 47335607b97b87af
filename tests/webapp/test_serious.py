"""Level 3 on the pages: who sees it, from the alarm to the report; the week."""

import re
from collections.abc import Callable

import pytest

from kb.people.person import by_login
from kb.terms import Level
from kb.tickets import find_ticket
from visitor import Visitor
from webapp.services import Services

BROKEN_LEG = "我在你们馆里摔断了腿，要求赔偿"
PARTS = {"cause": "漏水", "course": "滑倒", "lessons": "没有巡场", "improvements": "每小时巡场"}


@pytest.fixture
def supervisor(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("supervisor")


@pytest.fixture
def venue(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("department")


@pytest.fixture
def people(services: Services) -> dict[str, str]:
    """login → id, as forms send it"""
    with services.database.reading() as session:
        found = {each: by_login(session, each) for each in ("supervisor", "department", "agent")}
        return {login: str(each.id) for login, each in found.items() if each}


@pytest.fixture
def number(visitor: Visitor, services: Services) -> str:
    talk = visitor.ask(BROKEN_LEG)
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    with services.database.reading() as session:
        assert find_ticket(session, int(found[1])).level is Level.THREE
    return found[1]


@pytest.fixture
def path(supervisor: Visitor, number: str, people: dict[str, str]) -> str:
    """Of a case with a task force that 赵志强 of the venue department is on."""
    path = f"/supervise/tickets/{number}"
    chosen = {"leader": people["supervisor"], "roster": people["department"]}
    role = {f"role-{people['department']}": "查看地面"}
    assert "专项小组已成立" in supervisor.submit(f"{path}/task-force", **chosen, **role).text
    return path


def test_a_task_force_forms_meets_and_tells_the_member(
    supervisor: Visitor, venue: Visitor, path: str, people: dict[str, str]
) -> None:
    assert BROKEN_LEG in supervisor.get("/supervise").text
    assert "我知道了" in supervisor.get(path).text
    assert "您知道了" in supervisor.submit(f"{path}/acknowledgement").text
    assert BROKEN_LEG in venue.get("/follow-ups").text
    assert "请您参加这个专项小组：查看地面" in venue.get(path).text
    assert "已确认" in venue.submit(f"{path}/seats/acknowledgement").text
    refused = venue.post(f"{path}/meetings", held_at="2020-01-01T10:00", place="会议室")
    assert refused.status_code == 400
    assert 'value="会议室"' in refused.text
    assert supervisor.submit(f"{path}/liaison", person=people["supervisor"]).status_code == 200
    refused = supervisor.post(f"{path}/liaison", person=people["agent"])
    assert "为什么换联络人" in refused.text
    assert "已告知会员" in venue.submit(f"{path}/updates", update="医药费先由我们垫付。").text
    assert "已解散" in supervisor.submit(f"{path}/task-force/dissolution", why="完成").text


def test_the_report_is_written_submitted_read_and_studied(
    supervisor: Visitor,
    venue: Visitor,
    visit: Callable[[], Visitor],
    path: str,
    people: dict[str, str],
) -> None:
    for part, text in PARTS.items():
        done = venue.submit(f"{path}/report/parts/{part}", seen="0", **{part: text})
        assert "已保存" in done.text
    stale = supervisor.post(f"{path}/report/parts/cause", seen="0", cause="我的说法")
    assert stale.status_code == 409
    assert "我的说法" in stale.text
    assert "现在保存着的" in stale.text
    early = supervisor.post(f"{path}/report/submission")
    assert "报告还缺责任人和评价" in early.text
    fields = {"responsible": people["department"], "assessment": "批评教育"}
    supervisor.submit(f"{path}/report/assessments", **fields)
    assert "报告已提交" in supervisor.submit(f"{path}/report/submission").text
    manager = visit().log_in("manager")
    assert manager.post(f"{path}/updates", update="好").status_code == 403
    assert "管理层已阅" in manager.submit(f"{path}/report/reading").text
    assert "已整理成案例" in supervisor.submit(f"{path}/report/case-study").text
    assert supervisor.post(f"{path}/report/case-study").status_code == 409


def test_only_those_concerned_see_a_grave_case(
    supervisor: Visitor, agent: Visitor, venue: Visitor, number: str
) -> None:
    path = f"/supervise/tickets/{number}"
    for each in (agent, venue):
        assert each.get(path).status_code == 404
        assert each.post(f"{path}/meetings").status_code == 404
        assert each.post(f"{path}/acknowledgement").status_code == 403
    page = agent.get(f"/desk/tickets/{number}").text
    assert "经过只有专项小组、主管和经理看得到" in page
    assert f'href="{path}"' not in page
    assert f'href="{path}"' in supervisor.get(f"/desk/tickets/{number}").text
    for gone in ("/supervise/tickets/99999", "/follow-ups/99999", f"{path}/report/parts/nope"):
        assert supervisor.get(gone).status_code in (404, 405)


def test_the_week_is_told_and_what_is_no_week_is_refused(
    supervisor: Visitor, agent: Visitor, number: str
) -> None:
    page = supervisor.get("/manage/reports/weekly").text
    assert BROKEN_LEG in page
    assert f'href="/supervise/tickets/{number}"' in page
    assert "这一周没有收到问题" in supervisor.get("/manage/reports/weekly?period=2020-W01").text
    assert supervisor.get("/manage/reports/weekly?period=2020-W60").status_code == 400
    moved = supervisor.get("/supervise/weekly?week=2020-W01")
    assert moved.location == "/manage/reports/weekly?period=2020-W01"
    assert agent.get("/supervise/weekly").status_code == 403
