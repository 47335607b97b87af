"""What members see and send, without a script."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from kb.conversations import Message, by_token
from kb.tickets import Ticket, TicketState, open_tickets
from visitor import Visitor
from webapp.services import Services

UNKNOWN = "你们有没有跳水培训班，八岁能报名吗"


def test_the_start_page_offers_a_box_a_person_and_common_questions(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert '<html lang="zh-Hans">' in page
    assert "爱玛会体育俱乐部" in page
    assert 'name="text"' in page
    assert "转人工" in page
    assert 'value="badminton-price"' in page
    assert "人工服务时间：周一至周五 13:00–22:30，周六、周日 09:00–22:30" in page


def test_an_answer_shows_its_source_and_how_long_it_holds(visitor: Visitor) -> None:
    page = visitor.get(visitor.ask("停车要钱吗")).text
    assert "停车免费" in page
    assert "依据与有效期" in page
    assert "长期有效" in page
    assert "这是您要的答案吗？" in page


def test_a_common_question_is_answered_by_one_click(visitor: Visitor) -> None:
    visitor.get("/")
    page = visitor.submit("/questions", entry="badminton-price").text
    assert "羽毛球怎么收费？" in page
    assert "15元" in page


def test_an_internal_entry_cannot_be_clicked_into_the_open(visitor: Visitor) -> None:
    visitor.get("/")
    for entry in ("internal-greeting", "medical-card-promotion", "no-such-entry"):
        refused = visitor.post("/questions", entry=entry)
        assert refused.status_code == 400
        assert "请直接写下您的问题" in refused.text


def test_a_handed_over_question_shows_its_number_who_answers_and_when(visitor: Visitor) -> None:
    page = visitor.get(visitor.ask(UNKNOWN)).text
    assert re.search(r"您的问题编号</dt><dd>\d{4,}</dd>", page)
    assert "由谁回复" in page
    assert re.search(r"预计 .*\d\d:\d\d 前回复您", page)
    assert "工单" not in page


def test_a_person_can_be_asked_for_with_and_without_words(visitor: Visitor) -> None:
    for text in ("", "停车要钱吗"):
        visitor.get("/")
        page = visitor.submit("/questions", text=text, person="yes").text
        assert "您的问题编号" in page


def test_an_empty_question_is_told_so_and_opens_nothing(
    visitor: Visitor, services: Services
) -> None:
    visitor.get("/")
    page = visitor.post("/questions", text="   ")
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.text
    assert page.text.count("您还没有写问题") == 2  # in the summary, and at the box


def test_what_was_typed_is_kept_when_it_cannot_be_used(visitor: Visitor) -> None:
    visitor.get("/")
    page = visitor.post("/questions", text="我的卡<号>丢了\0")
    assert page.status_code == 400
    assert "我的卡&lt;号&gt;丢了" in page.text
    talk = visitor.ask("停车要钱吗")
    visitor.get(talk)
    again = visitor.post(f"{talk}/messages", text="x" * 10_001)
    assert again.status_code == 400
    assert "x" * 10_001 in again.text
    assert "停车免费" in again.text


def test_a_form_that_is_too_large_is_refused_with_a_page(visitor: Visitor) -> None:
    visitor.get("/")
    page = visitor.post("/questions", text="跳" * 30_000)
    assert page.status_code == 413
    assert "分几次" in page.text


def test_a_second_click_asks_nothing_twice(visitor: Visitor, services: Services) -> None:
    talk = visitor.ask("停车要钱吗")
    key = re.findall(r'name="key" value="([^"]+)"', visitor.get(talk).text)[-1]
    for _ in range(3):
        visitor.submit(f"{talk}/messages", text=UNKNOWN, key=key)
    with services.database.reading() as session:
        conversation = by_token(session, talk.removeprefix("/c/"))
        texts = list(
            session.scalars(select(Message.text).where(Message.conversation_id == conversation.id))
        )
    assert texts.count(UNKNOWN) == 1


def test_the_fragment_holds_what_is_later_and_is_empty_otherwise(visitor: Visitor) -> None:
    talk = visitor.ask("停车要钱吗")
    later = visitor.client.get(f"{talk}/messages?after=1")
    assert "停车免费" in later.text
    assert "<html" not in later.text
    assert 'data-position="2"' in later.text
    nothing = visitor.client.get(f"{talk}/messages?after=2")
    assert (nothing.status_code, nothing.text) == (204, "")
    assert visitor.client.get(f"{talk}/messages?after=-1").status_code == 400


def verdict_form(page: str) -> str:
    found = re.search(r'name="outcome" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_helpful_answer_is_noted_and_asked_about_no_more(visitor: Visitor) -> None:
    talk = visitor.ask("停车要钱吗")
    outcome = verdict_form(visitor.get(talk).text)
    page = visitor.submit(f"{talk}/verdict", outcome=outcome, helpful="yes").text
    assert "谢谢，已记下" in page
    assert "这是您要的答案吗" not in page


@pytest.mark.parametrize("reason", ["wrong", "outdated", "incomplete", "not_asked"])
def test_an_unhelpful_answer_is_noted_with_its_reason_and_a_person_offered(
    visitor: Visitor, reason: str
) -> None:
    talk = visitor.ask("停车要钱吗")
    outcome = verdict_form(visitor.get(talk).text)
    page = visitor.submit(f"{talk}/verdict", outcome=outcome, reason=reason).text
    assert "谢谢，已记下：" in page
    assert "请人工回复这个问题" in page
    handed = visitor.submit(f"{talk}/messages", text="停车要钱吗", person="yes").text
    assert "您的问题编号" in handed


def test_a_verdict_on_somebody_elses_answer_is_refused(visit: Callable[[], Visitor]) -> None:
    mine, theirs = visit(), visit()
    foreign = verdict_form(theirs.get(theirs.ask("停车要钱吗")).text)
    talk = mine.ask("停车要钱吗")
    mine.get(talk)
    assert mine.post(f"{talk}/verdict", outcome=foreign, helpful="yes").status_code == 404


@pytest.mark.parametrize("outcome", ["", "x", "-1", "1.0", "99999999999999999999", "²"])
def test_a_verdict_on_nothing_is_refused(visitor: Visitor, outcome: str) -> None:
    talk = visitor.ask("停车要钱吗")
    visitor.get(talk)
    assert visitor.post(f"{talk}/verdict", outcome=outcome, helpful="yes").status_code == 400


def test_an_overdue_promise_is_not_repeated(visitor: Visitor, services: Services) -> None:
    talk = visitor.ask(UNKNOWN)
    with services.database.writing() as session:
        ticket = newest(open_tickets(session))
        ticket.due_at = ticket.opened_at
    page = visitor.get(talk).text
    assert "比预计的晚了，抱歉" in page
    assert "前回复您" not in page


def newest(tickets: list[Ticket]) -> Ticket:
    return max(tickets, key=lambda each: each.number)


def test_a_ticket_that_was_closed_promises_nothing(visitor: Visitor, agent: Visitor) -> None:
    talk = visitor.ask(UNKNOWN)
    number = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert number
    agent.get("/desk")
    agent.submit(
        f"/desk/tickets/{number[1]}/closure", why="重复提问", use="none", none_reason="重复"
    )
    page = visitor.get(talk).text
    assert "已处理完毕" in page
    assert "重复提问" not in page
    assert TicketState.CLOSED.label not in page


def test_light_and_dark_are_remembered(visitor: Visitor) -> None:
    visitor.get("/")
    answer = visitor.post("/appearance", theme="dark", back="/login")
    assert answer.location == "/login"
    assert '<html lang="zh-Hans" data-theme="dark">' in visitor.get("/").text
    visitor.post("/appearance", theme="", back="//evil.example")
    assert '<html lang="zh-Hans">' in visitor.get("/").text


def test_presets_that_are_not_in_force_are_left_out(other_app: Callable[..., Flask]) -> None:
    entries = ("parking", "medical-card-promotion", "internal-greeting", "gone")
    page = Visitor(other_app(preset_entries=entries).test_client()).get("/").text
    assert 'value="parking"' in page
    assert all(f'value="{each}"' not in page for each in entries[1:])
