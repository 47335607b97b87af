"""Members, suggestions and the day's calls on the pages."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from kb import clock
from kb.care.prospect import Source
from kb.care.prospects import note_prospect
from kb.clock import to_local
from kb.history import events_of
from kb.people.person import by_login
from visitor import Visitor
from webapp.services import Services

numbers = count(1)


@pytest.fixture
def supervisor(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("supervisor")


@pytest.fixture
def venue(visit: Callable[[], Visitor]) -> Visitor:
    """赵志强 of the venue department."""
    return visit().log_in("department")


def phone() -> str:
    return f"1370000{next(numbers):04}"


def registered(agent: Visitor, **fields: str) -> str:
    """The path of a new member's page."""
    answer = agent.post("/members/new", **{"name": "陈晓燕", **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def handed_over(visitor: Visitor) -> str:
    talk = visitor.ask("转人工：我的卡怎么补办", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return found[1]


def test_contact_data_is_masked_until_somebody_looks_and_then_it_is_known_who(
    agent: Visitor, supervisor: Visitor, services: Services
) -> None:
    number = phone()
    path = registered(agent, phone=number, card="ZH20240017")
    shown = f"{number[:3]}****{number[-4:]}"
    for page in (agent.get(path), agent.get("/members?q=晓燕")):
        assert number not in page.text
        assert "ZH20240017" not in page.text
    found = agent.post("/members/search", q=number)
    assert path in found.text
    assert found.text.count(number) == 1  # in the field where it was typed
    assert "q=" in agent.post("/members/search", q="晓燕").location
    assert shown in agent.get(path).text
    told = agent.post(f"{path}/looks", contact="phone")
    assert number in told.text
    assert number not in agent.get(path).text
    assert "谁看过联系方式" not in agent.get(path).text
    assert "小王 看了电话" in supervisor.get(path).text
    with services.database.reading() as session:
        events = events_of(session, "member", path.rpartition("/")[2])
    assert events[-1].details == {"what": "phone", "page": path}
    assert agent.post(f"{path}/looks", contact="email").status_code == 404
    assert agent.post(f"{path}/looks", contact="password").status_code == 400


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "还没有写姓名"),
        ({"name": "陈", "phone": "不知道"}, "不像电话号码"),
        ({"name": "陈", "birthday": "2990-01-01"}, "今天以前"),
        ({"name": "<script>alert()</script>", "card": "1"}, "会员卡号应为"),
    ],
)
def test_a_member_written_down_wrongly_is_shown_again(
    agent: Visitor, fields: dict[str, str], told: str
) -> None:
    refused = agent.post("/members/new", **fields)
    assert refused.status_code == 400
    assert told in refused.text
    assert "<script>alert" not in refused.text


def test_particulars_are_changed_and_tags_given(agent: Visitor) -> None:
    number = phone()
    path = registered(agent, phone=number)
    assert f'value="{number}"' in agent.post(f"{path}/edit").text
    done = agent.submit(f"{path}/particulars", name="陈小燕", phone=number, joined_on="2020-01-01")
    assert "资料已保存" in done.text
    assert "老会员" in done.text
    assert "晨练" in agent.submit(f"{path}/tags", tag="晨练").text
    assert "晨练" in agent.get("/members?tag=晨练").text
    refused = agent.post(f"{path}/tags", tag="陈小燕家属")
    assert refused.status_code == 400
    assert "标签里不要写姓名" in refused.text


def test_a_ticket_is_linked_and_shows_on_the_timeline(visitor: Visitor, agent: Visitor) -> None:
    number, ticket = phone(), handed_over(visitor)
    path = registered(agent, phone=number)
    assert "没有找到这位会员" in agent.submit(f"/members/links/{ticket}", member="查无此人").text
    linked = agent.submit(f"/members/links/{ticket}", member=number)
    assert "已关联会员陈晓燕" in linked.text
    assert f"{number[:3]}****{number[-4:]}" in linked.text
    page = agent.get(path).text
    assert f"/desk/tickets/{ticket}" in page
    assert "我的卡怎么补办" in page
    assert "已取消关联" in agent.submit(f"/members/links/{ticket}/cancellation").text


def test_two_records_are_laid_side_by_side_and_become_one(agent: Visitor) -> None:
    number = phone()
    kept, other = registered(agent, phone=number), registered(agent, name="陈小燕", phone=number)
    assert "可能是同一个人" in agent.get(kept).text
    other_id = other.rpartition("/")[2]
    page = agent.get(f"{kept}/merging?other={other_id}").text
    assert number not in page
    assert "陈小燕" in page
    done = agent.submit(f"{kept}/merging", other=other_id, take_name="other")
    assert "已并入" in done.text
    assert "陈小燕" in done.text
    assert agent.get(other).location == kept
    assert agent.post(f"{kept}/merging", other=other_id).status_code == 409


def test_a_member_takes_their_data_along(agent: Visitor, supervisor: Visitor) -> None:
    number = phone()
    path = registered(agent, phone=number)
    assert agent.post(f"{path}/exports").status_code == 403
    supervisor.get(path)
    answer = supervisor.post(f"{path}/exports")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("member.json"))
        page = archive.read("member.html").decode()
    assert told["tables"]["members"][0]["phone"] == number
    assert number in page


def test_a_member_is_forgotten_by_two_colleagues(agent: Visitor, supervisor: Visitor) -> None:
    number = phone()
    path = registered(agent, phone=number)
    refused = agent.post(f"{path}/erasure", channel="phone", why=f"{number}来电")
    assert refused.status_code == 400
    assert "不要写会员的姓名和号码" in refused.text
    assert "等待确认" in agent.submit(f"{path}/erasure", channel="phone", why="本人来电").text
    assert "确认删除</button>" not in agent.get(path).text
    assert agent.post(f"{path}/erasure/confirmation").status_code == 403
    supervisor.get(path)
    done = supervisor.submit(f"{path}/erasure/confirmation")
    assert "资料已删除" in done.text
    assert "陈晓燕" not in done.text
    assert path not in agent.post("/members/search", q=number).text
    assert agent.post(f"{path}/erasure", channel="phone", why="再删").status_code == 409


def test_a_suggestion_goes_from_the_member_to_the_department_and_back(
    visitor: Visitor, agent: Visitor, venue: Visitor
) -> None:
    visitor.get("/suggest")
    sent = visitor.post("/suggest", text="储物柜加个放伞的地方", category="venue")
    talk = sent.location
    found = re.search(r"编号 (\d+)", visitor.get(talk).text)
    assert found
    path = f"/suggestions/{found[1]}"
    assert venue.get(path).status_code == 404
    assert "5 个工作日" in agent.get(path).text
    agent.submit(f"{path}/classification", category="venue", department="venue")
    assert agent.post(f"{path}/judgement", adopted="no", reason="不").status_code == 403
    refused = venue.post(f"{path}/judgement", adopted="yes", reason="雨天有用")
    assert refused.status_code == 400
    assert "还没有写会怎么做" in refused.text
    assert "雨天有用" in refused.text
    venue.submit(f"{path}/judgement", adopted="yes", reason="雨天有用", plan="下月初装好")
    assert "下月初装好" in agent.get(path).text
    agent.submit(f"{path}/thanks", text="谢谢您，下月初装好。")
    assert "谢谢您，下月初装好。" in visitor.get(talk).text
    assert agent.post(f"{path}/thanks", text="再谢").status_code == 409
    assert agent.get("/suggestions?state=thanked&department=venue").status_code == 200
    assert "已告知" in agent.get("/suggestions/month").text


def test_a_suggestion_heard_on_the_telephone_is_noted(agent: Visitor) -> None:
    assert "还没有选方式" in agent.post("/suggestions", text="灯太暗").text
    done = agent.submit("/suggestions", text="灯太暗", channel="phone", contact="13711112222")
    assert "请告诉会员" in done.text
    assert "13711112222" not in done.text


@pytest.mark.parametrize("text", ["", "   ", "很" * 2001])
def test_a_member_who_suggests_nothing_is_asked_again(visitor: Visitor, text: str) -> None:
    visitor.get("/suggest")
    assert visitor.post("/suggest", text=text).status_code == 400
    talk = visitor.ask("停车要钱吗")
    visitor.get(f"{talk}/suggest")
    assert visitor.post(f"{talk}/suggest", text=text).status_code == 400


@pytest.mark.parametrize("login", ["maintainer", "admin", "manager"])
def test_suggestions_are_not_for_everybody(visit: Callable[[], Visitor], login: str) -> None:
    other = visit().log_in(login)
    assert other.get("/suggestions").status_code == 403
    assert other.get("/suggestions/501").status_code in (403, 404)
    assert other.get("/suggestions/month").status_code == (200 if login == "manager" else 403)


def test_a_prospect_is_called_on_the_third_day(agent: Visitor, services: Services) -> None:
    number, then = phone(), clock.now() - timedelta(days=3)
    with services.database.writing() as session:
        wang = by_login(session, "agent")
        assert wang
        made = note_prospect(
            session, f"何女士{'甲' * int(number[-1])}", number, "瑜伽", Source.FRIEND, by=wang.id,
            now=then,
        )  # fmt: skip
    key = f"prospect:{made.id}:1"
    page = agent.get("/agenda").text
    assert f'value="{key}"' in page
    assert number not in page
    moved = to_local(clock.now()).date() + timedelta(days=2)
    refused = agent.post("/agenda/day", key=key, day=moved.isoformat(), why="")
    assert refused.status_code == 400
    assert "还没有写改期的原因" in refused.text
    assert "已改期" in agent.submit("/agenda/day", key=key, day=moved.isoformat(), why="出差").text
    assert "由您负责" in agent.submit("/agenda/owner", key=key).text
    done = agent.submit("/agenda/calls", key=key, result="joined", note="周末来办卡")
    assert "已入会" in done.text
    assert agent.post("/agenda/calls", key=key, result="reached").status_code == 404
    assert number in agent.post(f"/agenda/prospects/{made.id}/looks").text
    joined = agent.submit(f"/agenda/prospects/{made.id}/membership")
    assert "已登记为会员" in joined.text


def test_an_enquiry_is_noted_once(agent: Visitor) -> None:
    fields = {"name": "许先生", "phone": phone(), "interest": "年卡", "source": "friend"}
    assert "第一次回访" in agent.submit("/agenda/prospects", **fields).text
    again = agent.post("/agenda/prospects", **fields)
    assert again.status_code == 409
    assert "已经在跟进" in again.text
    assert 'value="年卡"' in again.text
    assert "许先生" in agent.get("/agenda/prospects?state=open").text


@pytest.mark.parametrize(
    "path",
    [
        "/members/999999",
        "/members/1/merging?other=zz",
        "/agenda/prospects/999999",
        "/suggestions/1",
    ],
)
def test_what_is_not_there_is_not_found(agent: Visitor, path: str) -> None:
    assert agent.get(path).status_code in (400, 404)


@pytest.mark.parametrize("query", ["page=999", "page=x", "q=%00", "q=%25", "tag=%00", "state=nope"])
def test_odd_addresses_do_no_harm(agent: Visitor, query: str) -> None:
    for path in ("/members", "/suggestions", "/agenda/prospects", "/agenda"):
        assert agent.get(f"{path}?{query}").status_code in (200, 400)
