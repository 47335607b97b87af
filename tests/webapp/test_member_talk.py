"""The member's page while a person answers: progress, waiting, a telephone number, the end."""

import re
from collections.abc import Callable

import pytest

from kb import clock
from kb.people.person import by_login
from kb.tickets import close, find_ticket, take
from visitor import Visitor
from webapp.services import Services

UNKNOWN = "你们有没有蹦极塔，八岁能玩吗"


@pytest.fixture
def handed(visitor: Visitor) -> tuple[str, str]:
    """The conversation's path, and that of the question a person answers."""
    talk = visitor.ask(UNKNOWN)
    found = re.search(r'href="(/c/[^"]+/tickets/\d+)"', visitor.get(talk).text)
    assert found
    return talk, found[1]


def agent_of(services: Services, act: Callable[..., object], ticket: str) -> None:
    with services.database.writing() as session:
        agent = by_login(session, "agent")
        assert agent
        found = find_ticket(session, int(ticket.rpartition("/")[2]))
        act(session, found, by=agent.id, now=clock.now())


def test_the_page_says_how_long_it_takes(visitor: Visitor, handed: tuple[str, str]) -> None:
    talk, _ = handed
    page = visitor.get(talk).text
    waiting = re.search(r'data-waiting>\s*<p class="soft small">([^<]+)</p>', page)
    assert waiting
    assert "前面" in waiting[1] or "服务时间" in waiting[1]
    assert "data-lively" in page
    assert "data-waiting" in visitor.get(visitor.ask("停车要钱吗")).text


def test_a_fragment_comes_when_anything_shown_has_changed(
    visitor: Visitor, services: Services, handed: tuple[str, str]
) -> None:
    talk, ticket = handed

    def news(seen: str) -> str:
        return visitor.get(f"{talk}/messages?after=2&seen={seen}").text

    def seen_on(page: str) -> str:
        return re.findall(r'data-seen="(\w+)"', page)[0]

    shown = seen_on(visitor.get(talk).text)
    assert news(shown) == ""
    agent_of(services, take, ticket)
    told = news(shown)
    assert "data-turns" in told
    assert "<html" not in told
    agent_of(services, lambda *given, **more: close(*given, "办完", **more), ticket)
    ended = news(seen_on(told))
    assert "您满意吗" in ended
    assert "已处理完毕" in ended
    visitor.submit(f"{ticket}/rating", satisfaction="satisfied")
    assert "您的评价：满意" in news(seen_on(ended))


def test_a_question_has_a_page_that_tells_what_was_done(
    visitor: Visitor, visit: Callable[[], Visitor], services: Services, handed: tuple[str, str]
) -> None:
    _, ticket = handed
    agent_of(services, take, ticket)
    page = visitor.get(ticket).text
    for told in (UNKNOWN, "收到您的问题", "已有同事接手", "回到对话"):
        assert told in page
    assert "工单" not in page
    other = visit()
    elsewhere = f"{other.ask('停车要钱吗')}/tickets/{ticket.rpartition('/')[2]}"
    assert other.get(elsewhere).status_code == 404
    assert other.post(f"{elsewhere}/phone", phone="13800138000").status_code == 404


def test_a_number_that_is_left_is_masked_and_looked_at_by_colleagues_only(
    visitor: Visitor, agent: Visitor, services: Services, handed: tuple[str, str]
) -> None:
    talk, ticket = handed
    number = ticket.rpartition("/")[2]
    visitor.get(ticket)
    refused = visitor.post(f"{ticket}/phone", phone="我的电话")
    assert refused.status_code == 400
    assert 'aria-invalid="true"' in refused.text
    assert "我的电话" in refused.text
    page = visitor.submit(f"{ticket}/phone", phone="138 0013 8000").text
    assert "电话已记下" in page
    desk = agent.get(f"/desk/tickets/{number}").text
    for shown in (page, visitor.get(talk).text, desk):
        assert "13800138000" not in shown
    assert re.search(r"138\S*8000|138\S*00", page)
    agent_of(services, lambda *given, **more: close(*given, "办完", **more), ticket)
    late = visitor.post(f"{ticket}/phone", phone="13900139000")
    assert late.status_code == 409


def test_what_may_be_asked_next_is_offered_under_the_last_answer(visitor: Visitor) -> None:
    talk = visitor.ask("羽毛球怎么收费")
    page = visitor.get(talk).text
    assert "您可能还想问" in page
    offered = re.findall(r'class="button button--quiet" name="entry" value="([^"]+)"', page)
    assert 0 < len(offered) <= 3
    assert "badminton-price" not in offered
    later = visitor.submit(f"{talk}/messages", entry=offered[0], key="related-2").text
    assert later.count("您可能还想问") <= 1


def test_asking_back_twice_offers_a_person(visitor: Visitor) -> None:
    talk = visitor.ask("怎么收费")
    page = visitor.get(talk).text
    assert "都不是，转人工" in page
    assert "请人工回复这个问题" not in page
    again = visitor.submit(f"{talk}/messages", text="怎么收费").text
    assert "请人工回复这个问题" in again


def test_a_choice_that_is_gone_is_asked_as_it_was_typed(visitor: Visitor) -> None:
    talk = visitor.ask("你好")
    page = visitor.submit(f"{talk}/messages", text="停车要钱吗", entry="no-such-entry").text
    assert "停车免费" in page
