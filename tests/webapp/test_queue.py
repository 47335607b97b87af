"""The queue, who is on duty, views, the supervisor's wall and what it does in place."""

import re
from collections.abc import Callable

import pytest

from kb import clock
from kb.people.person import by_login
from kb.people.presence import Presence, lasting, switch
from kb.tickets import TicketState, find_ticket
from kb.tickets.rotation import set_desk_rules
from visitor import Visitor
from webapp.services import Services


@pytest.fixture
def supervisor(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("supervisor")


def state_of(services: Services, login: str) -> Presence | None:
    with services.database.reading() as session:
        person = by_login(session, login)
        assert person is not None
        found = lasting(session, person.id)
        return found.state if found else None


def id_of(services: Services, login: str) -> str:
    with services.database.reading() as session:
        person = by_login(session, login)
        assert person is not None
        return str(person.id)


def asked(visitor: Visitor, question: str = "攀冰墙什么时候开放") -> str:
    """The number of the ticket."""
    talk = visitor.ask(f"转人工：{question}", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return found[1]


def test_logging_in_and_out_and_the_switch_say_who_is_there(
    visit: Callable[[], Visitor], services: Services
) -> None:
    someone = visit().log_in("agent")
    assert state_of(services, "agent") is Presence.ON_DUTY
    page = someone.submit("/desk/presence", state="away", back="/desk/handovers").text
    assert "现在是“暂离”" in page
    assert "<h1>交班</h1>" in page
    assert state_of(services, "agent") is Presence.AWAY
    assert someone.post("/desk/presence", state="asleep").status_code == 400
    assert someone.post("/desk/presence", state="away", back="//evil.example").location == "/desk"
    assert visit().log_in("maintainer").post("/desk/presence", state="off").status_code == 403
    visit().log_in("agent").submit("/logout")
    maintainer = visit().log_in("maintainer")
    assert "我现在" not in maintainer.get("/library").text
    assert state_of(services, "maintainer") is None


def test_who_goes_off_is_offered_to_give_back_what_they_have_not_begun(
    agent: Visitor, visitor: Visitor, services: Services
) -> None:
    begun, untouched = asked(visitor), asked(visitor, "冰壶馆缺一块冰")
    for number in (begun, untouched):
        agent.submit(f"/desk/tickets/{number}/owner")
    agent.submit(f"/desk/tickets/{begun}/updates", update="正在问。")
    page = agent.submit("/desk/presence", state="off").text
    assert "已下班。您手上还有" in page
    assert "退回这" in page
    assert "已退回队列" in agent.submit("/desk/handovers/untouched").text
    with services.database.reading() as session:
        states = [find_ticket(session, int(each)).state for each in (begun, untouched)]
    assert states == [TicketState.IN_PROGRESS, TicketState.OPEN]
    assert "没有还没动过的工单" in agent.submit("/desk/handovers/untouched").text


def test_tabs_search_and_paging_stay_in_the_address(agent: Visitor, visitor: Visitor) -> None:
    number = asked(visitor, "蹦床馆的袜子卖吗")
    page = agent.get("/desk?who=nobody&level=1").text
    assert 'aria-current="page">无人负责' in page
    assert 'href="/desk?who=mine&amp;level=1"' in page
    link = f'"/desk/tickets/{number}"'
    assert link in agent.get("/desk?q=蹦床馆 袜子").text
    assert link not in agent.get("/desk?q=蹦床馆 手套").text
    assert link in agent.get(f"/desk?q={number}&who=mine").text
    assert link in agent.get("/desk?state=every&channel=online").text
    assert agent.get("/desk?q=%00%27%25&level=9").status_code == 200
    assert agent.get("/desk?at=a.9.x").status_code == 400


def test_new_work_is_told_cheaply(agent: Visitor, visitor: Visitor) -> None:
    newest = agent.get("/desk/pulse").json["newest"]
    assert agent.get(f"/desk/pulse?seen={newest}").status_code == 204
    number = int(asked(visitor))
    told = agent.get(f"/desk/pulse?seen={newest}").json
    assert told == {"count": 1, "grave": 0, "newest": number}
    assert agent.get(f"/desk/pulse?seen={number}").status_code == 204
    assert agent.get("/desk/pulse?seen=x").status_code == 400


def test_a_view_is_kept_counted_removed_and_brought_back(
    agent: Visitor, supervisor: Visitor
) -> None:
    page = agent.submit("/desk/views", name="一级电话", level="1", channel="phone", junk="x").text
    assert 'href="/desk?level=1&amp;channel=phone" aria-current="page">一级电话' in page
    found = re.search(r'data-count="(\d+)"', page)
    assert found
    view = found[1]
    assert isinstance(agent.get("/desk/views/counts").json[view], int)
    assert agent.post("/desk/views", name="", level="1").status_code == 400
    shared = agent.post("/desk/views", name="全组", level="1", shared="yes")
    assert shared.status_code == 400
    assert "只有客服主管" in shared.text
    assert supervisor.post(f"/desk/views/{view}/removal").status_code == 404
    agent.submit(f"/desk/views/{view}/up")
    page = agent.submit(f"/desk/views/{view}/removal").text
    assert "已删除视图“一级电话”" in page
    assert view not in agent.get("/desk/views/counts").json
    assert "视图“一级电话”回来了" in agent.submit(f"/desk/views/{view}/restoration").text
    agent.submit(f"/desk/views/{view}/removal")


def test_the_wall_answers_and_assigns_in_place(
    agent: Visitor, supervisor: Visitor, visitor: Visitor, services: Services
) -> None:
    number, free = asked(visitor), asked(visitor, "滑雪机坏了怎么办")
    agent.submit(f"/desk/tickets/{number}/owner")
    agent.submit(f"/desk/tickets/{number}/consults", consult="攀冰墙归谁管？", asked="")
    wall = supervisor.get("/supervise").text
    found = re.search(rf"工单 {number} · .*?(/supervise/consults/\d+/advice)", wall, re.DOTALL)
    assert found
    empty = supervisor.post(found[1], advice=" ")
    assert empty.status_code == 400
    assert 'aria-invalid="true"' in empty.text
    assert "已告诉同事" in supervisor.submit(found[1], advice="归场地部。").text
    late = supervisor.post(found[1], advice="也可以问前台。", seen="0")
    assert late.status_code == 409
    assert "刚刚已经指点过：归场地部。" in late.text
    assert ">也可以问前台。</textarea>" in late.text
    assert 'name="seen" value="1"' in late.text
    assert "已告诉同事" in supervisor.submit(found[1], advice="也可以问前台。", seen="1").text
    assert "归场地部。" in agent.get(f"/desk/tickets/{number}").text
    refused = supervisor.post("/supervise/assignments", ticket=number, to=id_of(services, "agent"))
    assert refused.status_code == 409
    mine = {"ticket": free, "to": id_of(services, "agent")}
    assert f"工单 {free} 已分派给小王" in supervisor.submit("/supervise/assignments", **mine).text
    assert supervisor.post("/supervise/assignments", ticket=free, to="").status_code == 400
    assert "自动分派关" in supervisor.get("/supervise").text
    assert supervisor.post("/supervise/desk-rules", idle_minutes="1").status_code == 400


def test_with_turns_on_a_question_finds_somebody_who_is_there(
    supervisor: Visitor, agent: Visitor, visitor: Visitor, services: Services
) -> None:
    assert "自动分派开" in supervisor.submit(
        "/supervise/desk-rules", idle_minutes="20", rotation="yes"
    ).text  # fmt: skip
    try:
        number = asked(visitor, "雪橇犬能带进馆吗")
        assert "自动分派给小王" in agent.get(f"/desk/tickets/{number}").text
        assert f"工单 {number} 轮到您" in agent.get("/notices").text
    finally:
        with services.database.writing() as session:
            lead = by_login(session, "supervisor")
            assert lead is not None
            now = clock.now()
            set_desk_rules(session, rotation=False, idle_minutes=15, by=lead.id, now=now)
            switch(session, lead.id, Presence.ON_DUTY, by=lead.id, now=now)


def test_the_menu_folds_what_is_opened_seldom(supervisor: Visitor, agent: Visitor) -> None:
    page = supervisor.get("/registers").text
    assert "更多：登记表" in page
    assert page.count('aria-current="page">登记表') == 1
    assert "主管台" not in agent.get("/desk").text
