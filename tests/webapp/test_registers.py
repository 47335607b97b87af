"""The registers on the pages: fill in, keep, correct, void, print, export, find."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import count

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from kb import clock
from kb.forms.version import adopt_forms
from kb.history import Event
from kb.members.member import Member
from kb.people.person import by_login
from paperwork import made_up
from visitor import Visitor
from webapp.services import Services

KEYS = count(1)
VISIT = {
    "came_on": "2026-11-18",
    "name": "=王芳",
    "phone": "13800138000",
    "item": "场地",
    "content": "想包一片场，请打 13800138000",
    "reply": "已答复",
    "passed_on": "no",
    "taken_by": "小王",
}
MISS = {
    "asked_on": "2026-11-18", "name": "宋涛", "card": "WEB1001", "wanted_on": "2026-12-01",
    "sport": "羽毛球", "taken_by": "小王",
}  # fmt: skip


def send(visitor: Visitor, form_id: str, do: str = "hand_in", **fields: str) -> str:
    """The path that the form leads to."""
    key = f"test-{next(KEYS)}"
    answer = visitor.post(f"/registers/{form_id}/drafts", _key=key, _do=do, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_shelf_names_every_register_one_may_fill(agent: Visitor) -> None:
    page = agent.get("/registers").text
    assert page.count(">填一份<") == 13
    assert "会员未订到场地登记表" in page


def test_what_is_wrong_is_told_by_its_field_and_nothing_typed_is_lost(agent: Visitor) -> None:
    fields = {**VISIT, "phone": "12", "passed_on": "yes"}
    answer = agent.post("/registers/consultation/drafts", _key="k1", _do="hand_in", **fields)
    assert answer.status_code == 400
    assert '<a href="#f-phone">联系电话：“12”不像电话号码。' in answer.text
    assert "还没有填“上报给”。" in answer.text
    assert 'value="=王芳"' in answer.text
    assert "已答复</textarea>" in answer.text


def test_a_form_is_handed_in_corrected_and_voided(agent: Visitor) -> None:
    path = send(agent, "consultation", **VISIT)
    page = agent.get(path).text
    assert re.search(r"ZX-\d{4}-\d{4}", page)
    assert "13800138000" not in page
    assert "138****8000" in page
    form = agent.get(f"{path}/correction").text
    assert 'value="138****8000"' in form
    seen = re.search(r'name="_seen" value="(\d+)"', form)
    assert seen
    changed = {**VISIT, "phone": "138****8000", "reply": "价格已告知", "_seen": seen[1]}
    refused = agent.post(f"{path}/correction", **changed)
    assert refused.status_code == 400
    assert "还没有写为什么更正" in refused.text
    done = agent.submit(f"{path}/correction", **changed, _reason="补充").text
    assert "<del>已答复</del> <ins>价格已告知</ins>" in done
    assert "13800138000" in agent.post(f"{path}/disclosure").text
    stale = agent.post(f"{path}/correction", **changed, _reason="再改")
    assert stale.status_code == 409
    assert "还没有写" in agent.post(f"{path}/voiding").text
    assert "作废：登记重复" in agent.submit(f"{path}/voiding", reason="登记重复").text
    assert agent.post(f"{path}/voiding", reason="再来").status_code == 409


def test_fields_may_be_called_as_the_page_calls_its_own(agent: Visitor) -> None:
    visit = {
        "visited_on": "2026-11-18", "way": "电话", "name": "冯女士", "phone": "13600007788",
        "complaint": "没有热水", "result": "已修好", "satisfied": "不满意", "reason": "等得太久",
        "again": "yes", "visited_by": "小王",
    }  # fmt: skip
    page = agent.get(send(agent, "complaint-visit", **visit)).text
    assert "没有热水" in page
    assert "等得太久" in page


def test_a_draft_keeps_itself_and_tells_two_windows_apart(agent: Visitor) -> None:
    agent.get("/registers/consultation/new")
    sent = {"csrf_token": agent.token, "_key": "auto-1", "name": "半个", "phone": "138"}
    json = {"Accept": "application/json"}
    first = agent.client.post("/registers/consultation/drafts", data=sent, headers=json)
    again = agent.client.post("/registers/consultation/drafts", data=sent, headers=json)
    assert first.json == again.json
    kept = first.json
    saved = agent.client.post(
        kept["action"], data={**sent, "name": "半个名字", "_seen": kept["seen"]}, headers=json
    )
    assert saved.json["seen"] > kept["seen"]
    other = agent.client.post(
        kept["action"], data={**sent, "name": "另一个", "_seen": kept["seen"]}, headers=json
    )
    assert other.status_code == 409
    assert "别的窗口" in other.json["error"]
    page = agent.get(kept["page"]).text
    assert 'value="半个名字"' in page
    assert "接着填客户咨询登记表" in agent.get("/registers").text
    assert "草稿已放弃" in agent.submit(f"{kept['page']}/discarding").text
    assert agent.get(kept["page"]).status_code == 404


def test_a_form_begun_for_a_member_shows_masked_what_it_keeps_in_full(
    services: Services, agent: Visitor
) -> None:
    with services.database.writing() as session:
        member = Member(
            name="罗敏", phone="13912345678", card="WEB7788", tags=[], known_since=clock.now()
        )
        session.add(member)
        session.flush()
        number = member.id
    form = agent.get(f"/registers/consultation/new?member={number}").text
    assert "139****5678" in form
    assert "13912345678" not in form
    masked = {
        "phone": "139****5678",
        "card": re.findall(r'id="f-card" name="card" value="(.+?)"', form)[0],
    }
    path = send(
        agent, "consultation", **{**VISIT, **masked, "name": "罗敏", "_member": str(number)}
    )
    assert "13912345678" in agent.post(f"{path}/disclosure").text
    with services.database.reading() as session:
        looks = select(Event).where(Event.subject_type == "member", Event.verb == "looked_at")
        assert {each.details["what"] for each in session.scalars(looks)} == {"phone", "card"}


def test_the_third_miss_asks_the_agent_to_offer_an_advance_booking(agent: Visitor) -> None:
    for _ in range(3):
        path = send(agent, "could-not-book", **MISS)
    page = agent.get(path).text
    assert "提前预订：待提出" in page
    assert "向宋涛提出提前预订" in agent.get("/registers").text
    assert "提前预订：已提出" in agent.submit(f"{path}/offer", state="offered").text
    done = agent.submit(f"{path}/offer", state="accepted", note="订周二晚上").text
    assert "会员接受" in done
    assert "订周二晚上" in done
    assert agent.post(f"{path}/offer", state="declined").status_code == 409


def test_a_prospect_is_called_until_it_is_settled(agent: Visitor) -> None:
    today = clock.to_local(clock.now()).date().isoformat()
    fields = {
        "enquired_on": today, "name": "韩女士", "phone": "13300003344", "item": "培训",
        "content": "问初级班", "interest": "中", "taken_by": "小王",
    }  # fmt: skip
    path = send(agent, "prospect-call", **fields)
    assert "第 1 次回访应在" in agent.get(path).text
    assert "还没有选结果" in agent.post(f"{path}/calls").text
    assert "第 2 次回访应在" in agent.submit(f"{path}/calls", result="no_answer").text
    done = agent.submit(f"{path}/calls", result="joined", note="报了初级班").text
    assert "已入会：报了初级班（已有结果）" in done
    assert agent.post(f"{path}/calls", result="reached").status_code == 409


def test_sheets_and_paper_hold_numbers_masked_unless_asked_for_in_full(
    services: Services, agent: Visitor
) -> None:
    path = send(agent, "consultation", **{**VISIT, "name": "＝1+1"})
    masked = cells(agent.get("/registers/consultation/export").data)
    assert "13800138000" not in "".join(masked)
    assert "想包一片场，请打 [mobile]" in masked
    assert "＝1+1" in masked
    agent.get("/registers/consultation")
    full = agent.post("/registers/consultation/export")
    assert "13800138000" in cells(full.data)
    assert "138****8000" in agent.get(f"{path}/printout").text
    assert "13800138000" in agent.post(f"{path}/printout").text
    with services.database.reading() as session:
        seen = set(session.scalars(select(Event.verb).where(Event.subject_type == "register")))
    assert seen == {"exported_in_full"}


def cells(data: bytes) -> list[str]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    found = [each for row in sheet.iter_rows() for each in row]
    assert {each.data_type for each in found if each.value is not None} == {"s"}
    return [str(each.value or "") for each in found]


def test_forms_are_found_by_name_number_and_telephone(agent: Visitor) -> None:
    fields = {
        "called_at": "2026-11-18T10:00", "name": "欧阳静", "phone": "13512340099", "item": "咨询",
        "content": "问停车", "settled": "yes", "passed_on": "no", "taken_by": "王",
    }  # fmt: skip
    path = send(agent, "incoming-call", **fields)
    for words in ("欧阳静", "13512340099", "欧阳 停车"):
        assert path in agent.get(f"/registers?q={words}").text
        assert path in agent.get(f"/registers/incoming-call?q={words}").text
    assert "没有含" in agent.get("/registers?q=没有这个人").text
    assert "没有符合条件的登记" in agent.get("/registers/incoming-call?until=2020-01-01").text
    for query in ("page=99999", "since=x&until=y&by=%00&state=draft", "q=%25_"):
        assert agent.get(f"/registers/incoming-call?{query}").status_code in (200, 400)


def test_a_department_sees_no_numbers_and_no_registers_of_others(
    agent: Visitor, visit: Callable[[], Visitor]
) -> None:
    venue = visit().log_in("department")
    page = venue.get("/registers").text
    assert "会员未订到场地登记表" in page
    assert "入会申请表" not in page
    assert venue.get("/registers/consultation").status_code == 403
    absent = {
        "booked_for": "2026-11-18T20:00", "name": "邓强", "card": "WEB3", "sport": "篮球",
        "reached": "没有接通", "taken_by": "小王",
    }  # fmt: skip
    path = send(agent, "booked-absent", **absent)
    assert venue.get(path).status_code == 404
    own = send(venue, "could-not-book", **{**MISS, "card": "WEB9", "phone": "13800138000"})
    assert "138****8000" in venue.get(own).text
    assert venue.post(f"{own}/disclosure").status_code == 403
    assert venue.post("/registers/could-not-book/export").status_code == 403
    assert own in agent.get("/registers/could-not-book").text
    assert agent.get(f"{own}/correction").status_code == 403
    assert visit().log_in("maintainer").get("/registers").status_code == 403


def test_a_thirteenth_form_works_on_every_page(services: Services, agent: Visitor) -> None:
    with services.database.writing() as session:
        by = by_login(session, "agent")
        assert by
        adopt_forms(session, [made_up()], by=by.id, now=clock.now())
    assert "第十三张表" in agent.get("/registers").text
    assert agent.get("/registers/made-up").status_code == 200
    assert 'name="signed__on"' in agent.get("/registers/made-up/new").text
    fields = {
        "line": "一", "day": "2026-11-18", "moment": "2026-11-18T09:00", "phone": "13800138000",
        "number": "3", "money": "1.5", "choice": "甲", "choices": "红", "yes": "yes",
        "department": "venue", "person": str(by.id), "signed": "小王",
    }  # fmt: skip
    path = send(agent, "made-up", **fields)
    page = agent.get(path).text
    assert "4.50" in page
    assert "场地部" in page
    assert "第十三张表" in agent.get(f"{path}/printout").text
    assert agent.get(f"{path}/correction").status_code == 200
    assert "SS-" in "".join(cells(agent.get("/registers/made-up/export").data))


@pytest.mark.parametrize(
    "path", ["nope", "nope/new", "consultation/0", "consultation/99999999999", "nope/export"]
)
def test_what_is_not_there_is_not_found(agent: Visitor, path: str) -> None:
    assert agent.get(f"/registers/{path}").status_code == 404
