"""Deadlines on the pages: why a clock stands where it stands, pausing it, the service calendar."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from kb import clock
from kb.acts.tick import tick
from visitor import Visitor
from webapp.services import Services

YEAR = clock.to_local(clock.now()).year


@pytest.fixture
def ticket(visitor: Visitor) -> str:
    """Just opened, at the first level."""
    talk = visitor.ask("转人工：你们有没有花样滑冰班", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return f"/desk/tickets/{found[1]}"


def clock_form(page: str, act: str) -> str:
    found = re.search(rf'action="(/desk/clocks/\d+/{act})"', page)
    assert found, page
    return found[1]


def test_a_ticket_tells_why_its_clocks_stand_where_they_stand(
    services: Services, agent: Visitor, ticket: str
) -> None:
    page = agent.get(ticket).text
    assert "找到答案或请教主管" in page
    assert "10 分钟，按服务时间" in page
    assert "开始：提出" in page
    assert "暂停计时" not in page  # who does not work on it does not hold it up
    with services.database.writing() as session:
        tick(session, now=clock.now() + timedelta(days=2), limit=100_000)
    told = agent.get(ticket).text
    assert "超时：发现时已经超时，没有提前提醒" in told
    assert "上报：报客服主管" in told


def test_who_works_on_it_may_pause_and_go_on(
    visit: Callable[[], Visitor], agent: Visitor, ticket: str
) -> None:
    agent.get(ticket)
    agent.submit(f"{ticket}/owner")
    path = clock_form(agent.get(ticket).text, "pause")
    page = agent.submit(path, reason="member", pause_note="等会员发来年龄").text
    assert "暂停：等会员补充：等会员发来年龄" in page
    refused = agent.post(path, reason="member")
    assert refused.status_code == 409
    assert "不能这样处理" in refused.text
    strange = agent.post(path, reason="holiday")
    assert strange.status_code == 400
    assert "还没有选暂停的原因" in strange.text
    assert "继续计时。" in agent.submit(clock_form(page, "resumption")).text
    supervisor = visit().log_in("supervisor")
    assert "暂停计时" in supervisor.get(ticket).text
    assert agent.post("/desk/clocks/999999/pause", reason="member").status_code == 404


def test_the_service_calendar_is_kept_by_who_may(
    visit: Callable[[], Visitor], agent: Visitor
) -> None:
    assert agent.get("/calendar").status_code == 403
    admin = visit().log_in("admin")
    assert "还没有载入节假日" in admin.get("/calendar").text
    page = admin.submit("/calendar/years", year=str(YEAR)).text
    assert "国庆节" in page
    fields = {"day": f"{YEAR}-12-24", "kind": "special", "name": "消防检修", "opening": "own"}
    for periods, told in (
        ("", "还没有写服务时段"),
        ("9点到12点", "没有看懂"),
        ("12:00-9:00", "晚于"),
    ):
        refused = admin.post("/calendar/days", periods=periods, **fields)
        assert refused.status_code == 400
        assert told in refused.text
        assert 'value="消防检修"' in refused.text
    page = admin.submit("/calendar/days", periods="9:00-12:00，13:30—20:00", **fields).text
    assert "09:00-12:00、13:30-20:00" in page
    assert "本会录入" in page
    chosen = admin.get(f"/calendar?year={YEAR}&day={YEAR}-12-24").text
    assert f"修改 {YEAR}-12-24" in chosen
    assert 'value="09:00-12:00、13:30-20:00"' in chosen
    gone = admin.submit("/calendar/removals", day=f"{YEAR}-12-24").text
    assert "已恢复平常" in gone
    assert f'value="{YEAR}-12-24"' not in gone
    assert admin.get("/calendar?year=1900").status_code == 400
    assert admin.post("/calendar/days", day="明天", kind="special").status_code == 400
