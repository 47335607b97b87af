"""Complaints on the pages: registered, judged, handed, planned, decided, called back; letters,
corrective actions, figures."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import docx
import pytest

from kb import clock
from kb.acts.seeding.complaints import seed_complaints
from kb.complaints.letter import LetterPart
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.turning import clocks_of
from kb.period import quarter_of
from visitor import Visitor
from webapp.services import Services
from world import ask_for_person

FIELDS = {
    "text": "更衣室淋浴没有热水，洗了个冷水澡。",
    "name": "冯小冬",
    "phone": "138 1234 5678",
    "address": "上海市徐汇区漕溪路100号",
    "place": "女更衣室",
    "category": "venue",
    "channel": "phone",
}


@pytest.fixture
def venue(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("department")


@pytest.fixture
def manager(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("manager")


@pytest.fixture
def seeded(services: Services) -> None:
    with services.database.writing() as session:
        seed_complaints(session, clock.now())


def register(agent: Visitor, **changes: str) -> str:
    """The path of the new complaint."""
    answer = agent.post("/complaints", **{**FIELDS, **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def hand(agent: Visitor, path: str) -> None:
    agent.submit(f"{path}/judgement", verdict="valid", reason="属于本馆设施")
    agent.submit(f"{path}/handing", department="venue")


def test_from_the_registration_to_the_closure(
    agent: Visitor, venue: Visitor, manager: Visitor
) -> None:
    path = register(agent)
    assert "下一步：判断是否有效" in agent.get(path).text
    assert venue.get(path).status_code == 404
    hand(agent, path)
    assert "等责任部门提交方案" in agent.get(path).text
    in_two_days = f"{clock.to_local(clock.now()) + timedelta(days=2):%Y-%m-%d}T20:00"
    page = venue.submit(f"{path}/plan", text="今晚修锅炉", due_at=in_two_days).text
    assert "20:00 办好" in page
    returned = manager.post(f"{path}/decision", do="return", reason="")
    assert returned.status_code == 400
    assert "还没有写退回的原因" in returned.text
    assert "方案已批准" in manager.submit(f"{path}/decision", do="approve").text
    venue.submit(f"{path}/execution", text="锅炉已修好")
    agent.submit(f"{path}/result", text="热水已恢复")
    page = agent.submit(
        f"{path}/call-back", way="telephone", satisfaction="dissatisfied", words="还是凉"
    ).text
    assert "请再转部门处理，或再次回访" in page
    assert "再转" in page
    agent.submit(f"{path}/call-back", way="visit", satisfaction="satisfied")
    assert "已关闭" in agent.submit(f"{path}/closure", reason="会员满意").text


def test_an_invalid_one_is_referred_and_explained(agent: Visitor) -> None:
    path = register(agent)
    agent.submit(f"{path}/judgement", verdict="invalid", reason="不归本馆")
    refused = agent.post(f"{path}/slip", name="物业王工", phone="没有", address="98号")
    assert refused.status_code == 400
    assert "不像电话号码" in refused.text
    assert 'value="物业王工"' in refused.text
    unsaid = agent.post(f"{path}/slip", name="物业王工", phone=" ", address="98号")
    assert "还没有写电话号码" in unsaid.text
    agent.submit(f"{path}/slip", name="物业王工", phone="65430000", address="98号")
    page = agent.submit(f"{path}/explanation", text="已告知负责方").text
    assert "物业王工，65430000，98号" in page
    assert "已关闭" in agent.submit(f"{path}/closure", reason="已说明").text


def test_a_form_that_lacks_something_comes_back_as_it_was(agent: Visitor) -> None:
    refused = agent.post("/complaints", **{**FIELDS, "phone": "", "category": "sport"})
    assert refused.status_code == 400
    assert "还没有选分类" in refused.text
    assert 'value="冯小冬"' in refused.text
    assert FIELDS["text"] in refused.text


def test_contact_data_is_shown_on_request_and_to_few(
    agent: Visitor, venue: Visitor, manager: Visitor
) -> None:
    path = register(agent)
    assert "13812345678" not in agent.get(path).text
    assert "138****5678" in agent.get(path).text
    assert "13812345678" in agent.post(f"{path}/contact").text
    assert venue.post(f"{path}/contact").status_code == 404
    hand(agent, path)
    assert "13812345678" in venue.post(f"{path}/contact").text
    manager.get(path)
    assert manager.post(f"{path}/contact").status_code == 403


def test_each_step_is_for_those_whose_it_is(
    agent: Visitor, venue: Visitor, manager: Visitor, visit: Callable[[], Visitor]
) -> None:
    path = register(agent)
    hand(agent, path)
    assert agent.post(f"{path}/plan", text="x", due_at="2099-01-01T20:00").status_code == 403
    assert venue.post(f"{path}/judgement", verdict="invalid", reason="x").status_code == 403
    assert manager.post(f"{path}/handing", department="shop").status_code == 403
    maintainer = visit().log_in("maintainer")
    assert maintainer.get("/complaints").status_code == 403
    assert maintainer.get(path).status_code == 404
    assert visit().get(path).status_code == 303


def test_a_ticket_becomes_a_complaint(visitor: Visitor, agent: Visitor) -> None:
    talk = visitor.ask("转人工：你们的教练迟到了二十分钟", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    page = agent.get(f"/desk/tickets/{found[1]}").text
    link = re.search(r'href="(/complaints/new\?[^"]+)"', page)
    assert link
    form = agent.get(link[1].replace("&amp;", "&")).text
    assert "教练迟到了二十分钟" in form
    path = register(agent, ticket=found[1])
    assert path in agent.get(f"/desk/tickets/{found[1]}").text


def test_a_letter_is_drawn_up_kept_printed_and_sent(agent: Visitor) -> None:
    path = register(agent, name="李<b>&{{7*7}}女士")
    page = agent.get(f"{path}/letter").text
    assert "尊敬的李&lt;b&gt;&amp;{{7*7}}女士" in page
    assert page.count("data-phrases") == 7
    assert agent.get(f"{path}/letter/file").status_code == 409
    parts = {part.value: f"{part.label}：李<b>&{{{{7*7}}}}女士\n第二行" for part in LetterPart}
    assert "已保存第 1 稿" in agent.submit(f"{path}/letter", seen="0", **parts).text
    stale = agent.post(f"{path}/letter", **{**parts, "seen": "0", "greeting": "别的"})
    assert stale.status_code == 409
    assert "您写的内容还在下面" in stale.text
    file = agent.get(f"{path}/letter/file")
    written = "\n".join(each.text for each in docx.Document(io.BytesIO(file.data)).paragraphs)
    assert all(text in written for text in parts.values())
    assert "李&lt;b&gt;&amp;{{7*7}}女士" in agent.get(f"{path}/letter/print").text
    refused = agent.post(f"{path}/letter/sendings", seen="1")
    assert "还没有选怎样寄出的" in refused.text
    sent = agent.submit(f"{path}/letter/sendings", seen="1", way="post", note="挂号")
    assert "邮寄（挂号）" in sent.text


def test_a_template_is_handed_in_by_who_leads(agent: Visitor, visit: Callable[[], Visitor]) -> None:
    supervisor = visit().log_in("supervisor")
    assert agent.get("/complaints/letter-template").status_code == 403
    shipped = supervisor.get("/complaints/letter-template/file").data
    supervisor.get("/complaints/letter-template")

    def hand_in(content: bytes, name: str):  # type: ignore[no-untyped-def]
        return supervisor.client.post(
            "/complaints/letter-template",
            data={"csrf_token": supervisor.token, "file": (io.BytesIO(content), name)},
        )

    refused = hand_in(b"x", "a.docx")
    assert refused.status_code == 400
    assert "不是完整的 Word 文件" in refused.text
    assert hand_in(shipped, "<b>新.docx").status_code == 303
    assert "第 1 版：&lt;b&gt;新.docx" in supervisor.get("/complaints/letter-template").text


@pytest.mark.usefixtures("seeded")
def test_the_demo_club_has_complaints_an_action_and_figures(
    agent: Visitor, venue: Visitor, manager: Visitor
) -> None:
    assert "等您处理" in agent.get("/complaints").text
    assert "没有等您处理的投诉" not in manager.get("/complaints?mine=yes").text
    page = venue.get("/complaints/actions").text
    found = re.search(r'href="(/complaints/actions/\d+)"', page)
    assert found
    assert "执行中" in page
    done = venue.submit(f"{found[1]}/report", text="全部换完")
    assert "等另一位同事" in done.text
    assert venue.post(f"{found[1]}/check", works="yes", note="x").status_code == 409
    assert "已验证有效" in manager.submit(f"{found[1]}/check", works="yes", note="看过").text
    quarter = quarter_of(clock.now()).key
    page = manager.get(f"/manage/reports/complaints?period={quarter}").text
    assert f'href="/complaints?period={quarter}"' in page
    assert "前交经理" in page
    for old in ("", "/file"):
        assert agent.get(f"/complaints/figures{old}").status_code == 403
        moved = manager.get(f"/complaints/figures{old}?period={quarter}")
        assert moved.location == f"/manage/reports/complaints{old}?period={quarter}"


def test_a_bad_address_is_told(manager: Visitor) -> None:
    for address in ("/complaints?page=x", "/manage/reports/complaints?period=2026-13"):
        assert manager.get(address).status_code == 400
    assert manager.get("/manage/reports/complaints?period=2000-01").status_code == 200
    assert manager.get("/complaints/9").status_code == 404


def test_from_a_ticket_its_words_are_there_and_stand_in_no_address(
    agent: Visitor, services: Services
) -> None:
    with services.database.writing() as session:
        _, ticket = ask_for_person(session, "淋浴没有热水，我要投诉。", now=clock.now())
        number = ticket.number
    page = agent.get(f"/desk/tickets/{number}").text
    found = re.search(r'href="(/complaints/new[^"]*)"', page)
    assert found
    assert found[1] == f"/complaints/new?ticket={number}"
    assert "淋浴没有热水，我要投诉。" in agent.get(found[1]).text
    assert agent.get("/complaints/new?ticket=999999").status_code == 404


def test_a_clock_of_a_complaint_is_paused_where_its_rule_allows(
    agent: Visitor, services: Services
) -> None:
    path = register(agent)
    assert "判定是否有效" in agent.get(path).text
    assert "暂停计时" not in agent.get(path).text
    with services.database.writing() as session:
        number = int(path.rpartition("/")[2])
        [clock_of] = clocks_of(session, Subject(Matter.COMPLAINT, number))
        clock_of.terms = {**clock_of.terms, "pauses": ["member", "agreed"]}
        address = f"/desk/clocks/{clock_of.id}"
    assert "暂停计时" in agent.get(path).text
    agent.post(f"{address}/pause", reason="")
    assert "还没有选暂停的原因" in agent.get(path).text
    answer = agent.post(f"{address}/pause", reason="member", pause_note="等照片")
    assert (answer.status_code, answer.location) == (303, path)
    assert "等照片" in agent.get(path).text
    assert agent.post(f"{address}/resumption").location == path


def test_what_must_not_be_said_leads_to_the_case_it_was_said_in(
    agent: Visitor, visit: Callable[[], Visitor]
) -> None:
    path = register(agent)
    agent.submit(f"{path}/judgement", verdict="invalid", reason="不归本馆")
    assert "data-phrases" not in agent.get(path).text
    agent.submit(f"{path}/slip", name="物业王工", phone="65430000", address="98号")
    assert 'data-phrases="/desk/phrases"' in agent.get(path).text
    agent.submit(f"{path}/explanation", text="不可能，这是公司规定。")
    assert f'href="{path}"' in visit().log_in("supervisor").get("/desk/phrases").text
