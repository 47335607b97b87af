"""Talking by the API: turns, choices, verdicts, waiting, and what became of a question."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import clock
from kb.acts.reply import reply_to_ticket
from kb.acts.update_member import update_member
from kb.people.person import by_login
from kb.tickets import close, find_ticket, take
from statements import selects, statements
from visitor import ask
from webapp.services import Services

KEY = "X-Courtside-Conversation"
TURN = {
    *("position", "author", "text", "at", "who", "kind", "outcome", "asked", "open", "sources"),
    *("options", "related", "verdict", "offer_person", "ticket", "final"),
}


class Talk:
    """One conversation by its token, as a program holds it."""

    def __init__(self, client: FlaskClient, question: str, **more: object) -> None:
        self.client = client
        self.first = ask(client, question, **more)
        held = self.first["conversation"]
        self.path = f"/api/v1/conversations/{held['id']}"
        self.headers = {KEY: held["token"]}

    def get(self, path: str, status: int = 200) -> dict[str, Any]:
        answer = self.client.get(f"{self.path}{path}", headers=self.headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json)

    def post(self, path: str, status: int = 200, **body: object) -> dict[str, Any]:
        answer = self.client.post(f"{self.path}{path}", json=body, headers=self.headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json)


@contextmanager
def at_work(services: Services) -> Iterator[tuple[Any, int]]:
    with services.database.writing() as session:
        agent = by_login(session, "agent")
        assert agent
        yield session, agent.id


def test_a_reply_brings_what_is_to_be_shown(client: FlaskClient) -> None:
    talk = Talk(client, "羽毛球怎么收费")
    mine, answer = talk.first["messages"]
    assert set(mine) == set(answer) == TURN
    assert (mine["author"], mine["open"]) == ("member", False)
    assert (answer["kind"], answer["asked"], answer["open"]) == ("answer", "羽毛球怎么收费", True)
    assert answer["sources"][0]["id"] == "badminton-price"
    assert answer["sources"][0]["validity"]
    assert 0 < len(answer["related"]) <= 3
    assert "badminton-price" not in {each["id"] for each in answer["related"]}
    later = talk.post("/messages", text="谢谢")
    assert [each["position"] for each in later["messages"]] == [3, 4]
    [old] = [each for each in talk.get("/messages")["messages"] if each["position"] == 2]
    assert (old["open"], old["related"]) == (False, [])


def test_a_chosen_question_is_answered_with_just_that_entry(client: FlaskClient) -> None:
    talk = Talk(client, "随便", entry="parking", key="a")
    assert [each["id"] for each in talk.first["entries"]] == ["parking"]
    assert "会员选了这个问题" in talk.first["explanation"]
    for hidden in ("internal-greeting", "medical-card-promotion", "nothing"):
        said = talk.post("/messages", text="几点开门", entry=hidden)
        assert said["entries"][0]["id"] == "opening-hours"
    wished = talk.post("/messages", text="停车要钱吗", entry="parking", person=True)
    assert (wished["decision"], wished["question"]) == ("handoff", "转人工：停车要钱吗")


def test_what_did_not_help_offers_a_person(client: FlaskClient) -> None:
    talk, other = Talk(client, "停车要钱吗"), Talk(client, "停车要钱吗")
    outcome = talk.first["messages"][1]["outcome"]
    helped = talk.post("/verdicts", outcome=outcome, helpful=True)
    assert helped == {"verdict": {"helpful": True, "reason": None}, "offer_person": False}
    before = talk.get("/messages")["changed"]
    failed = talk.post("/verdicts", outcome=outcome, helpful=False, reason="outdated")
    assert failed["verdict"] == {"helpful": False, "reason": "outdated"}
    assert failed["offer_person"]
    shown = talk.get("/messages")
    assert shown["changed"] != before
    assert shown["messages"][-1]["offer_person"]
    other.post("/verdicts", 404, outcome=outcome, helpful=True)
    talk.post("/verdicts", 400, outcome=outcome, helpful=True, reason="wrong")
    talk.post("/verdicts", 400, outcome="1", helpful="maybe")


def test_a_question_is_followed_to_its_end_by_its_member_alone(
    client: FlaskClient, services: Services
) -> None:
    talk, other = Talk(client, "你们有蹦极塔吗，怎么收费"), Talk(client, "停车要钱吗")
    number = talk.first["ticket"]
    promise = talk.first["messages"][1]["ticket"]
    assert (promise["number"], promise["state"]) == (number, "open")
    waiting = talk.get("/messages?after=2")
    assert waiting["wait"]["queue"] >= 0
    assert waiting["wait"]["text"]
    assert waiting["ratings"] == []
    with at_work(services) as (session, agent):
        take(session, find_ticket(session, number), by=agent, now=clock.now())
        update_member(session, number, "正在问场地部", by=agent, now=clock.now())
        reply_to_ticket(session, number, "没有蹦极塔。", propose=False, by=agent, now=clock.now())
    shown = talk.get(f"/messages?after=2&seen={waiting['changed']}")
    assert shown["changed"] != waiting["changed"]
    assert [each["text"] for each in shown["messages"]] == ["正在问场地部", "没有蹦极塔。"]
    assert shown["messages"][1]["who"].startswith("客服 ")
    assert (shown["wait"], shown["messages"][1]["final"]) == (None, True)
    assert talk.get("/messages")["messages"][1]["ticket"]["progress"] == "已回复"
    story = talk.get(f"/tickets/{number}")
    told = [each["text"] for each in story["timeline"]]
    assert told == [
        "收到您的问题",
        "已有同事接手",
        "告诉您进展：正在问场地部",
        "回复您：没有蹦极塔。",
    ]
    assert "工单" not in str(story)
    other.get(f"/tickets/{number}", 404)
    with at_work(services) as (session, agent):
        close(session, find_ticket(session, number), "办完", by=agent, now=clock.now())
    [rating] = talk.get("/messages?after=4")["ratings"]
    assert (rating["ticket"], rating["said"]) == (number, None)
    assert {"value": "slow", "label": "回复太慢"} in rating["reasons"]
    talk.post(f"/tickets/{number}/rating", satisfaction="satisfied")
    assert talk.get("/messages?after=4")["ratings"][0]["said"] == "satisfied"


def test_the_widget_opens_with_what_is_asked_most(client: FlaskClient) -> None:
    told = client.get("/api/v1/widget").json
    assert set(told) == {
        *(
            "club",
            "languages",
            "greeting",
            "hours",
            "open",
            "opens_at",
            "presets",
            "wait",
            "longest",
        )
    }
    assert 0 < len(told["presets"]) <= 6
    assert told["wait"]["open"] is told["open"]
    assert told["open"] is (told["opens_at"] is None)
    found = client.get("/api/v1/questions/likely?q=tingche").json["questions"]
    assert found[0]["id"] == "parking"
    assert client.get("/api/v1/questions/likely?q=" + "x" * 201).status_code == 400


def test_looking_often_is_limited(other_app: Callable[..., Flask]) -> None:
    client = other_app(limit_look="2 per minute").test_client()
    answers = [client.get("/api/v1/questions/likely?q=a") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]


def test_asking_whether_there_is_news_costs_the_same_however_much_was_said(
    client: FlaskClient, services: Services, between_looks: None
) -> None:
    talk = Talk(client, "你们有蹦极塔吗，怎么收费")
    page = f"/c/{talk.headers[KEY]}/messages"

    def cost() -> tuple[int, int]:
        shown = talk.get("/messages")
        seen = re.findall(r'data-seen="(\w+)"', client.get(page).text)[0]
        with statements(services.database.engine) as by_program:
            talk.get(f"/messages?after={shown['next_after']}&seen={shown['changed']}")
        with statements(services.database.engine) as by_page:
            assert client.get(f"{page}?seen={seen}").status_code == 204
        return selects(by_program), selects(by_page)

    few = cost()
    for _ in range(4):
        talk.post("/messages", text="停车要钱吗")
    assert cost() == few
    assert max(few) <= 6


def test_a_long_talk_is_shown_by_a_bounded_number_of_queries(
    client: FlaskClient, services: Services, between_looks: None
) -> None:
    talk = Talk(client, "你好")
    for _ in range(3):
        talk.post("/messages", text="你好")
    with statements(services.database.engine) as few:
        talk.get("/messages")
    for _ in range(5):
        talk.post("/messages", text="你好")
    with statements(services.database.engine) as many:
        talk.get("/messages")
    assert selects(many) == selects(few)


@pytest.mark.parametrize("path", ["", "/messages", "/tickets/1001"])
def test_a_conversation_is_there_for_its_token_alone(client: FlaskClient, path: str) -> None:
    talk = Talk(client, "你好")
    for key in ("", "invented", Talk(client, "你好").headers[KEY]):
        assert client.get(f"{talk.path}{path}", headers={KEY: key}).status_code == 404


def test_a_telephone_number_is_left_for_who_answers_and_shown_masked(
    client: FlaskClient, services: Services
) -> None:
    talk, other = Talk(client, "你们有蹦极塔吗，怎么收费"), Talk(client, "停车要钱吗")
    path = f"/tickets/{talk.first['ticket']}/phone"
    promise = talk.first["messages"][1]["ticket"]
    assert (promise["is_open"], promise["phone"]) == (True, "")
    before = talk.get("/messages")["changed"]
    left = talk.post(path, phone="138 0013 8000")
    assert left == {"ticket": talk.first["ticket"], "phone": left["phone"]}
    assert re.fullmatch(r"138\S+", left["phone"])
    shown = talk.get("/messages")
    assert shown["changed"] != before
    assert shown["messages"][1]["ticket"]["phone"] == left["phone"]
    assert "13800138000" not in str(shown) + str(talk.get(path.removesuffix("/phone")))
    refused = {
        "not_found": other.post(path, 404, phone="13900139000"),
        "bad_phone": talk.post(path, 400, phone="我的电话"),
        "text_too_long": talk.post(path, 400, phone="1" * 101),
        "bad_field": talk.post(path, 400, phone=13900139000),
        "unreadable_text": talk.post(path, 400, phone="1\0"),
    }
    assert {each["error"]["code"] for each in refused.values()} == set(refused)
    assert "超过 100 字" in refused["text_too_long"]["error"]["message"]
    with at_work(services) as (session, agent):
        ticket = find_ticket(session, talk.first["ticket"])
        close(session, ticket, "办完", by=agent, now=clock.now())
    assert talk.post(path, 409, phone="13900139000")["error"]["code"] == "illegal_move"


def test_the_first_question_sent_again_opens_no_second_conversation(client: FlaskClient) -> None:
    opening = secrets.token_urlsafe(32)
    sent = {"question": "你们有蹦极塔吗，怎么收费", "opening": opening, "key": "first"}
    first = client.post("/api/v1/ask", json=sent).json
    assert client.post("/api/v1/ask", json=sent).json == first
    assert first["conversation"]["token"] == opening
    talk = Talk(client, "停车要钱吗", opening=opening, key="second")
    assert talk.first["conversation"] == first["conversation"]
    assert [each["position"] for each in talk.get("/messages")["messages"]] == [1, 2, 3, 4]
    other = Talk(client, "停车要钱吗", opening=secrets.token_urlsafe(32))
    assert other.path != talk.path


def test_a_lost_answer_is_asked_for_again_with_the_same_key(client: FlaskClient) -> None:
    talk = Talk(client, "你好")
    first = talk.post("/messages", text="你们有蹦极塔吗，怎么收费", key="m-1")
    assert talk.post("/messages", text="你们有蹦极塔吗，怎么收费", key="m-1") == first
    wished = talk.post("/messages", text="快点", key="m-2", person=True)
    assert wished["ticket"] == first["ticket"]
    assert talk.post("/messages", text="快点", key="m-2", person=True) == wished
    second_device = client.get(f"{talk.path}/messages", headers=talk.headers).json
    assert [each["position"] for each in second_device["messages"]] == [1, 2, 3, 4, 5, 6]
