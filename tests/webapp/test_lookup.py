"""Looking answers up on the desk, what lies ready beside a reply, standard phrases, calls."""

import re
from collections.abc import Callable

import pytest

from statements import selects, statements
from visitor import Visitor
from webapp.services import Services

PRICE = "羽毛球怎么收费"
CALL = {"channel": "phone", "question": f"{PRICE}？", "member_name": "刘女士"}


@pytest.fixture
def lead(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("supervisor")


def first_hit(page: str) -> tuple[str, str]:
    """Entry and revision."""
    found = re.search(r'data-hit data-entry="([^"]+)" data-revision="(\d+)"', page)
    assert found, page
    return found[1], found[2]


def test_a_piece_of_a_page_shows_what_fits_with_why_and_how_fresh(
    agent: Visitor, services: Services, between_looks: None
) -> None:
    agent.get("/desk/lookup/found?q=羽毛球")
    with statements(services.database.engine) as asked:
        page = agent.get(f"/desk/lookup/found?q={PRICE}").text
    assert selects(asked) <= 4, asked
    assert "<mark>" in page
    assert "字面" in page
    assert "复核 20" in page
    assert 'data-do="copy"' in page
    assert 'data-do="insert"' not in page
    assert 'data-do="insert"' in agent.get(f"/desk/lookup/found?for=reply&q={PRICE}").text
    assert "首字母" in agent.get("/desk/lookup/found?q=ymq").text
    assert "没有找到" in agent.get("/desk/lookup/found?q=龘龘龘&deep=1").text


def test_the_words_looked_for_are_never_markup(agent: Visitor) -> None:
    page = agent.get("/desk/lookup?q=<script>alert(1)</script>羽毛球").text
    assert "<script>alert" not in page


def test_only_who_works_on_tickets_looks_up_here(visit: Callable[[], Visitor]) -> None:
    assert visit().log_in("department").get("/desk/lookup/found?q=停车").status_code == 403
    assert visit().get("/desk/lookup").status_code == 303


def test_what_is_not_there_goes_to_a_colleague_with_the_words(agent: Visitor) -> None:
    agent.get("/desk/lookup")
    away = agent.post("/desk/lookup/misses", q="发球机能租吗")
    form = agent.get(str(away.location)).text
    assert "发球机能租吗</textarea>" in form
    assert 'name="consult" value="yes" checked' in form
    opened = agent.post(
        "/desk/calls", **CALL | {"question": "发球机能租吗", "consult": "yes", "outcome": "ticket"}
    )
    ticket = agent.get(str(opened.location)).text
    assert "知识库里查不到“发球机能租吗”" in ticket
    number = str(opened.location).rpartition("/")[2]
    beside = agent.post("/desk/lookup/misses", q="发球机押金", ticket=number)
    assert "知识库里查不到“发球机押金”" in agent.get(str(beside.location)).text
    assert agent.post("/desk/lookup/misses", q="押金", ticket=number, stay="1").status_code == 204
    assert agent.post("/desk/lookup/misses", q="押金", ticket="999999").status_code == 404
    assert agent.post("/desk/lookup/misses", q=" ").status_code == 400


def test_a_spoken_question_is_answered_and_nothing_waits(agent: Visitor) -> None:
    agent.get("/desk/calls/new")
    entry, _ = first_hit(agent.get(f"/desk/lookup/found?for=call&q={PRICE}&deep=1").text)
    answered = agent.post(
        "/desk/calls", **CALL, outcome="answered", entry_id=entry, text="按时段收费，10 到 15 元。"
    )
    assert answered.location == "/desk/calls/new"
    told = agent.get("/desk/calls/new").text
    number = re.search(r"问题编号 (\d+)，用时 \d+ 秒", told)
    assert number
    page = agent.get(f"/desk/tickets/{number[1]}").text
    assert "已关闭" in page
    assert "当场答复" in page
    assert "用了现成的条目" in page


def test_a_serious_question_is_not_settled_on_the_spot(agent: Visitor) -> None:
    agent.get("/desk/calls/new")
    said = CALL | {"question": "我在场里摔倒流血了，要你们赔偿", "text": "您稍等。"}
    refused = agent.post("/desk/calls", **said, outcome="answered")
    assert refused.status_code == 400
    assert "不能当场答复就结束" in refused.text
    assert "您稍等。</textarea>" in refused.text


def test_the_caller_is_known_by_number_with_the_rest_masked(
    agent: Visitor, visit: Callable[[], Visitor]
) -> None:
    agent.get("/members/new")
    agent.submit("/members/new", name="方晓", phone="13977770001", card="VIP7001")
    agent.get("/desk/calls/new")
    card = agent.post("/desk/calls/members", member_phone="VIP7001").text
    assert "方晓" in card
    assert "13977770001" not in card
    chosen = re.search(r'name="member_id" value="(\d+)"', card)
    assert chosen
    assert "没有这个号码" in agent.post("/desk/calls/members", member_phone="13900000000").text
    opened = agent.post(
        "/desk/calls", **CALL, member_phone="VIP7001", member_id=chosen[1], outcome="ticket"
    )
    page = agent.get(str(opened.location)).text
    assert "方晓" in page
    assert "VIP7001" not in page
    outside = visit().log_in("maintainer")
    assert outside.post("/desk/calls/members", member_phone="VIP7001").status_code == 403


def test_answers_lie_ready_and_what_became_of_them_is_kept(
    agent: Visitor, services: Services
) -> None:
    agent.get("/desk/calls/new")
    opened = agent.post("/desk/calls", **CALL, outcome="ticket")
    ticket = str(opened.location)
    page = agent.get(ticket).text
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert shown
    answer = re.search(r'<p class="offer__answer" data-answer>([^<]+)</p>', page)
    assert answer
    agent.submit(f"{ticket}/owner")
    agent.submit(f"{ticket}/replies", text=f"您好，{answer[1]}", shown=shown[0], taken="made up")
    after = agent.get(ticket).text
    entry = shown[0].partition(":")[0]
    assert "可以这样答" not in after
    assert 'name="use" value="reused" checked' in after
    assert f'name="entry_id" value="{entry}" checked' in after
    assert "照用" in agent.get(f"/library/{entry}").text


def test_nothing_is_sent_with_a_place_left_open(agent: Visitor) -> None:
    agent.get("/desk/calls/new")
    ticket = str(agent.post("/desk/calls", **CALL, outcome="ticket").location)
    agent.submit(f"{ticket}/owner")
    refused = agent.post(f"{ticket}/replies", text="{时间}前回复您")
    assert refused.status_code == 400
    assert "还有没填的 {时间}" in refused.text


def test_phrases_are_kept_by_those_they_belong_to(agent: Visitor, lead: Visitor) -> None:
    shared = re.findall(r"/desk/sayings/(\d+)", lead.get("/desk/sayings").text)
    assert "/desk/sayings/" not in agent.get("/desk/sayings").text
    mine = {"kind": "waiting", "title": "查一下", "text": "{会员称呼}，我查一下，{时间}前回复您。"}
    agent.submit("/desk/sayings", **mine)
    [saying] = re.findall(r'/desk/sayings/(\d+)"', agent.get("/desk/sayings").text)
    assert lead.get(f"/desk/sayings/{saying}").status_code == 404
    assert agent.get(f"/desk/sayings/{shared[0]}").status_code == 403
    agent.get("/desk/calls/new")
    ticket = agent.get(str(agent.post("/desk/calls", **CALL, outcome="ticket").location)).text
    assert 'data-text="刘女士，我查一下，' in ticket
    assert 'data-initials="cyx"' in ticket
    refused = agent.post(f"/desk/sayings/{saying}/wording", **mine | {"text": "{名字}好"}, seen="1")
    assert refused.status_code == 400
    agent.submit(f"/desk/sayings/{saying}/wording", **mine | {"text": "您稍等。"}, seen="1")
    assert "我查一下" in agent.get(f"/desk/sayings/{saying}").text  # among its earlier forms
    gone = agent.submit(f"/desk/sayings/{saying}/retirement")
    assert "已删去“查一下”" in gone.text
    agent.submit(f"/desk/sayings/{saying}/return")
    assert "查一下" in agent.get("/desk/sayings").text
