"""Rating on the member's page and by the API, and what follows when they are not satisfied."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb import clock
from kb.people.person import by_login
from kb.tickets import close, find_ticket
from visitor import Visitor, ask
from webapp.services import Services

KEY = "X-Courtside-Conversation"


def shut(services: Services, number: int) -> None:
    with services.database.writing() as session:
        agent = by_login(session, "agent")
        assert agent
        close(session, find_ticket(session, number), "已答复", by=agent.id, now=clock.now())


@pytest.fixture
def closed(visitor: Visitor, services: Services) -> tuple[str, str]:
    """The member's private path, and where they rate."""
    talk = visitor.ask("转人工：蹦床馆收费吗", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    assert "您满意吗" not in visitor.get(talk).text
    shut(services, int(found[1]))
    return talk, f"{talk}/tickets/{found[1]}/rating"


def test_a_member_says_what_they_think_and_may_think_otherwise(
    visitor: Visitor, agent: Visitor, closed: tuple[str, str]
) -> None:
    talk, rating = closed
    number = rating.split("/")[-2]
    assert "您满意吗" in visitor.get(talk).text
    fields = {"satisfaction": "dissatisfied", "reason": "slow", "words": "等了两天"}
    for _ in range(2):
        page = visitor.submit(rating, **fields).text
    assert "您的评价：不满意" in page
    assert "我们会再联系您" in page
    assert "等了两天" in agent.get(f"/desk/tickets/{number}").text
    listed = agent.get("/follow-ups").text
    found = re.search(r'href="(/follow-ups/\d+)">回复太慢：等了两天', listed)
    assert found
    refused = agent.post(f"{found[1]}/contacts", result="satisfied", channel="phone")
    assert "还没有写会员说了什么" in refused.text
    assert agent.post(f"{found[1]}/end", why="算了").status_code == 403
    assert (
        "已记录：没有联系上"
        in agent.submit(f"{found[1]}/contacts", result="not_reached", channel="phone").text
    )
    assert "您的评价：满意" in visitor.submit(rating, satisfaction="satisfied", reason="slow").text
    assert "会员改了评价" in agent.get(found[1]).text
    late = agent.post(f"{found[1]}/feedback", text="再看看")
    assert late.status_code == 409
    assert "再看看" not in agent.get(found[1]).text


def test_nobody_else_rates(
    visit: Callable[[], Visitor], visitor: Visitor, agent: Visitor, closed: tuple[str, str]
) -> None:
    _, rating = closed
    other = visit()
    elsewhere = other.ask("转人工：有没有飞盘课", person="yes")
    number = rating.split("/")[-2]
    for path in (f"{elsewhere}/tickets/{number}/rating", f"/c/nope/tickets/{number}/rating"):
        assert other.post(path, satisfaction="satisfied").status_code == 404
        assert agent.post(path, satisfaction="satisfied").status_code == 404
    assert visitor.post(rating, satisfaction="great").status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"satisfaction": "neutral", "words": "还行"}, 200, None),
        ({"satisfaction": "satisfied", "reason": "slow"}, 400, "needless_reason"),
        ({"satisfaction": "great"}, 400, "bad_field"),
        ({"satisfaction": "neutral", "words": "\0"}, 400, "unreadable_text"),
        ({}, 400, "bad_field"),
    ],
)
def test_a_program_rates_with_the_token_only(
    client: FlaskClient, services: Services, body: dict[str, Any], status: int, code: str | None
) -> None:
    said = ask(client, "转人工：攀岩馆有教练吗")
    held, number = said["conversation"], said["ticket"]
    path = f"/api/v1/conversations/{held['id']}/tickets/{number}/rating"
    early = client.post(path, json={"satisfaction": "neutral"}, headers={KEY: held["token"]})
    assert (early.status_code, early.json["error"]["code"]) == (409, "not_closed")  # type: ignore[index]
    shut(services, number)
    assert client.post(path, json=body, headers={KEY: "nope"}).status_code in (400, 404)
    for _ in range(2):
        answer = client.post(path, json=body, headers={KEY: held["token"]})
        assert answer.status_code == status, answer.text
        told = answer.json or {}
        assert (
            (told["satisfaction"] == "neutral") if code is None else told["error"]["code"] == code
        )
