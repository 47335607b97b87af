"""Notices, what goes out, phrases, notes and handovers on the pages."""

import re
from collections.abc import Callable
from itertools import count

import pytest

from kb import clock
from kb.notices.notice import NoticeKind, notify
from kb.people.person import by_login
from visitor import Visitor
from webapp.services import Services

numbers = count(1)


def tell(services: Services, login: str, text: str, path: str = "/desk") -> None:
    with services.database.writing() as session:
        person = by_login(session, login)
        assert person is not None
        notify(
            session, person.id, NoticeKind.BREACHED, text,
            about=("ticket", 1), path=path, key=f"test:{next(numbers)}", now=clock.now(),
        )  # fmt: skip


def hand_over(visitor: Visitor) -> tuple[str, str]:
    """The private path and the number."""
    talk = visitor.ask("你们有没有跳水培训班，八岁能报名吗", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return talk, found[1]


@pytest.fixture
def admin(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("admin")


@pytest.fixture
def supervisor(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("supervisor")


def test_notices_are_counted_on_every_page_until_they_are_seen(
    services: Services, admin: Visitor
) -> None:
    assert "还没有提醒" in admin.get("/notices").text
    tell(services, "admin", "工单 1 已超时。")
    tell(services, "admin", "工单 2 已超时。", path="/notices/channels")
    page = admin.get("/notices").text
    assert "<title>(2) 提醒" in page
    assert "今天" in page
    first, second = re.findall(r"/notices/(\d+)/seen", page)
    opened = admin.post(f"/notices/{first}/seen", open="yes")
    assert opened.location == "/notices/channels"
    assert "<title>(1) " in admin.get("/notices/channels").text
    assert admin.post(f"/notices/{second}/seen").location == "/notices"
    assert "<title>提醒方式" in admin.get("/notices/channels").text


def test_all_are_seen_at_once_but_not_what_came_since(services: Services, admin: Visitor) -> None:
    tell(services, "admin", "工单 3 已超时。")
    newest = re.findall(r'name="up_to" value="(\d+)"', admin.get("/notices").text)[0]
    tell(services, "admin", "工单 4 已超时。")
    admin.post("/notices/seen", up_to=newest)
    page = admin.get("/notices").text
    assert "<title>(1) " in page
    admin.post("/notices/seen", up_to=str(int(newest) + 100))


def test_nobody_touches_the_notices_of_somebody_else(
    services: Services, admin: Visitor, agent: Visitor
) -> None:
    tell(services, "admin", "工单 5 已超时。")
    number = re.findall(r"/notices/(\d+)/seen", admin.get("/notices").text)[0]
    agent.get("/desk")
    assert agent.post(f"/notices/{number}/seen", open="yes").status_code == 404
    assert "工单 5" not in agent.get("/notices").text


def test_mail_can_be_chosen_only_where_there_is_a_server(
    other_app: Callable[..., object], admin: Visitor
) -> None:
    assert "没有设置邮件服务器" in admin.get("/notices/channels").text
    app = other_app(smtp_url="smtp://127.0.0.1:1", smtp_from="courtside@club.example")
    visitor = Visitor(app.test_client()).log_in("maintainer")  # type: ignore[attr-defined]
    visitor.get("/notices/channels")
    refused = visitor.post("/notices/channels/mail", address="not an address", kind="breached")
    assert refused.status_code == 400
    assert "这不像一个邮箱地址" in refused.text
    assert 'value="not an address"' in refused.text
    kept = visitor.submit("/notices/channels/mail", address="chen@club.example", kind="breached")
    assert 'value="chen@club.example"' in kept.text
    forgotten = visitor.submit("/notices/channels/mail", address="chen@club.example")
    assert "不再发邮件" in forgotten.text
    assert "chen@club.example" not in forgotten.text


def test_only_a_supervisor_chooses_for_the_group(
    other_app: Callable[..., object], agent: Visitor
) -> None:
    app = other_app(robot_url="wecom+http://127.0.0.1:1/?key=k-secret")
    supervisor = Visitor(app.test_client()).log_in("supervisor")  # type: ignore[attr-defined]
    supervisor.get("/notices/channels")
    page = supervisor.submit("/notices/channels/group", kind="serious").text
    assert re.search(r'value="serious" checked', page)
    assert "k-secret" not in page
    assert "群机器人" not in agent.get("/notices/channels").text
    assert agent.post("/notices/channels/group", kind="due").status_code == 403


def test_a_phrase_is_told_with_a_better_wording_and_kept_when_it_is_sent_all_the_same(
    visitor: Visitor, agent: Visitor, supervisor: Visitor
) -> None:
    talk, number = hand_over(visitor)
    agent.get(f"/desk/tickets/{number}")
    told = agent.post("/desk/phrases", text="您好👋，這 不可能 的。").text
    assert "<strong>不可能" in told
    assert 'data-start="6"' in told
    assert agent.post("/desk/phrases", text="我马上去核实。").text.strip() == ""
    agent.submit(f"/desk/tickets/{number}/replies", text="这是不可能的。")
    assert "这是不可能的" in visitor.get(talk).text
    assert 'href="/desk/phrases"' in supervisor.get("/notices").text
    page = supervisor.get("/desk/phrases").text
    assert "我现在还做不到" in page
    assert f"工单 {number}" in page
    assert agent.get("/desk/phrases").status_code == 403
    assert supervisor.get("/desk/phrases?month=2026-13").status_code == 400
    assert "这个月没有" in supervisor.get("/desk/phrases?month=2025-01").text


def test_a_note_calls_a_colleague_and_no_member_ever_reads_it(
    visitor: Visitor, agent: Visitor, supervisor: Visitor
) -> None:
    talk, number = hand_over(visitor)
    agent.get(f"/desk/tickets/{number}")
    unknown = agent.post(f"/desk/tickets/{number}/notes", note="@小张 看一下")
    assert unknown.status_code == 400
    assert "没有叫“小张”的同事" in unknown.text
    assert "@小张 看一下" in unknown.text
    page = agent.submit(f"/desk/tickets/{number}/notes", note="@周敏 退款要您点头，会员很急")
    assert "退款要您点头" in page.text
    assert "退款要您点头" in supervisor.get("/notices").text
    assert "退款要您点头" not in visitor.get(talk).text
    key = talk.rpartition("/")[2]
    api = visitor.client.get(
        "/api/v1/conversations/5/messages", headers={"X-Courtside-Conversation": key}
    )
    assert "退款要您点头" not in api.text


def test_a_shift_is_handed_over_and_acknowledged(
    visitor: Visitor, agent: Visitor, supervisor: Visitor
) -> None:
    _, number = hand_over(visitor)
    agent.get(f"/desk/tickets/{number}")
    agent.submit(f"/desk/tickets/{number}/owner")
    assert f'value="{number}" checked' in agent.get("/desk/handovers").text
    empty = agent.post("/desk/handovers", receiver="group", text="")
    assert empty.status_code == 400
    assert "还没有写要交接的事" in empty.text
    agent.submit(
        "/desk/handovers",
        receiver="group",
        text="3号场灯坏了",
        ticket=number,
        **{f"remark-{number}": "等教练回话"},
    )
    desk = supervisor.get("/desk").text
    assert "3号场灯坏了" in desk
    assert "等教练回话" in desk
    assert "3号场灯坏了" not in agent.get("/desk").text
    one = re.findall(r"/desk/handovers/(\d+)/acknowledgement", desk)[-1]
    assert agent.post(f"/desk/handovers/{one}/acknowledgement").status_code == 409
    assert "3号场灯坏了" not in supervisor.submit(f"/desk/handovers/{one}/acknowledgement").text
    assert "知道了：周敏" in agent.get("/desk/handovers").text
