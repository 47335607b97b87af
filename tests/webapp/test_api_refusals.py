"""What /api/v1 refuses, and how: with a sentence, in one shape, leaving nothing behind."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kb.history import Event
from visitor import Visitor, ask
from webapp.services import Services

ASK = "/api/v1/ask"
TOKEN = "X-Courtside-Conversation"
LONG = "跳" * 10_001

BAD = {
    "nothing": (b"", 400, "bad_json"),
    "no object": (b'["question"]', 400, "bad_json"),
    "a string holding an object": (json.dumps('{"question": "停车"}').encode(), 400, "bad_json"),
    "broken JSON": (b'{"question": ', 400, "bad_json"),
    "not UTF-8": (b'{"question": "\xff\xfe"}', 400, "bad_json"),
    "nested deep": (b"[" * 60_000, 400, "bad_json"),
    "a number of 50,000 digits": (b'{"question": ' + b"9" * 50_000 + b"}", 400, "bad_json"),
    "no question": (b"{}", 400, "bad_field"),
    "a number": (b'{"question": 7}', 400, "bad_field"),
    "null": (b'{"question": null}', 400, "bad_field"),
    "a list": (b'{"question": ["a"]}', 400, "bad_field"),
    "an object": (b'{"question": {"$ne": ""}}', 400, "bad_field"),
    "empty": (b'{"question": ""}', 400, "empty_text"),
    "blank": ('{"question": " \\n\u3000"}'.encode(), 400, "empty_text"),
    "NUL": (b'{"question": "a\\u0000b"}', 400, "unreadable_text"),
    "half a character": (b'{"question": "a\\ud800b"}', 400, "unreadable_text"),
    "conversation of a wrong type": (b'{"question": "a", "conversation": 5}', 400, "bad_field"),
    "half a character as conversation": (
        b'{"question": "a", "conversation": "\\udfff"}',
        404,
        "not_found",
    ),
    "NUL as conversation": (b'{"question": "a", "conversation": "\\u0000"}', 404, "not_found"),
    "an opening of 42": (b'{"question": "a", "opening": "' + b"k" * 42 + b'"}', 400, "bad_field"),
    "an opening of 44": (b'{"question": "a", "opening": "' + b"k" * 44 + b'"}', 400, "bad_field"),
    "an opening with a line feed": (
        b'{"question": "a", "opening": "' + b"k" * 42 + b'\\n"}',
        400,
        "bad_field",
    ),
    "an opening of other letters": (
        b'{"question": "a", "opening": "' + b"k" * 42 + b'+"}',
        400,
        "bad_field",
    ),
    "an empty opening": (b'{"question": "a", "opening": ""}', 400, "bad_field"),
    "an empty key": (b'{"question": "a", "key": ""}', 400, "bad_key"),
    "a long key": (b'{"question": "a", "key": "' + b"k" * 101 + b'"}', 400, "bad_key"),
    "a key over two lines": (b'{"question": "a", "key": "k\\nk"}', 400, "bad_key"),
    "10,001 characters": (f'{{"question": "{LONG}"}}'.encode(), 400, "text_too_long"),
    "70,000 bytes": (b'{"question": "' + b"a" * 70_000 + b'"}', 413, "too_large"),
}


@pytest.mark.parametrize(("body", "status", "code"), BAD.values(), ids=list(BAD))
def test_what_cannot_be_used_is_refused_with_a_sentence(
    client: FlaskClient, body: bytes, status: int, code: str
) -> None:
    answer = client.post(ASK, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"code", "message", "mend"}
    assert len(answer.text) < 600


def test_a_form_in_place_of_json_is_refused(client: FlaskClient) -> None:
    """So a foreign page cannot send one without asking the browser's permission first."""
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        answer = client.post(ASK, data='{"question": "停车"}', content_type=kind)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "question",
    [
        "跳水" * 1500,
        "停车要钱吗" + " " * 5000,
        "a" * 10_000,
        "?" * 3000,
        "\u202e停车要钱吗\u202c",
        "停\u200b车\u200b要钱吗",
        "' OR 1=1 --",
        'id:parking OR *:* AND "停车"~3',
        "🏸" * 500,
        "😀",
        "（）【】",
    ],
)
def test_odd_and_long_questions_are_answered_all_the_same(
    client: FlaskClient, question: str
) -> None:
    assert ask(client, question)["decision"] in ("answer", "clarify", "handoff", "smalltalk")


def test_unknown_fields_are_passed_over(client: FlaskClient) -> None:
    assert ask(client, "停车要钱吗", colour="orange")["decision"] == "answer"


def test_errors_are_told_in_english_to_who_prefers_it(client: FlaskClient) -> None:
    told = {
        header: client.post(ASK, json={}, headers={"Accept-Language": header}).json["error"]
        for header in ("en", "en-GB,en;q=0.9", "zh-CN,zh;q=0.9,en;q=0.8", "de", "")
    }
    for header, error in told.items():
        english = header.startswith("en")
        assert error["message"].isascii() is english, header
        assert error["code"] == "bad_field"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", ASK, 405),
        ("POST", "/api/v1/openapi.json", 400),
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/v1/conversations/no-number", 404),
        ("GET", "/api/v1/conversations/99999999999999999999", 404),
    ],
)
def test_every_error_of_the_api_has_the_one_shape(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method, json={} if method == "POST" else None)
    assert answer.status_code == status or (method == "POST" and answer.status_code == 405)
    assert set(answer.json["error"]) == {"code", "message", "mend"}


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999999999999", "%00"])
def test_a_bad_position_is_refused(client: FlaskClient, after: str) -> None:
    opened = ask(client, "停车要钱吗")["conversation"]
    path = f"/api/v1/conversations/{opened['id']}/messages?after={after}"
    assert client.get(path, headers={TOKEN: opened["token"]}).status_code == 400


def test_too_many_questions_are_told_when_to_come_back(other_app: Callable[..., Flask]) -> None:
    client = other_app(limit_ask="2 per minute").test_client()
    answers = [client.post(ASK, json={"question": "停车要钱吗"}) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1].json["error"]["code"] == "too_many_requests"
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_pages_and_api_count_together(other_app: Callable[..., Flask]) -> None:
    app = other_app(limit_ask="1 per minute")
    app.test_client().post(ASK, json={"question": "停车要钱吗"})
    visitor = Visitor(app.test_client())
    visitor.get("/")
    assert visitor.post("/questions", text="停车要钱吗").status_code == 429


class Failing:
    """At the outer edge: a part that breaks in a way nobody foresaw."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError("secret inner words")


def test_an_unforeseen_error_tells_nothing_of_the_inside(
    other_app: Callable[..., Flask], agent: Visitor
) -> None:
    app = other_app({"on_duty": Failing()})
    broken = app.test_client().post(ASK, json={"question": "停车要钱吗"})
    visitor = Visitor(app.test_client())
    visitor.get("/")
    page = visitor.post("/questions", text="停车要钱吗")
    assert (broken.status_code, page.status_code) == (500, 500)
    for text in (broken.text, page.text):
        assert "secret" not in text
        assert "Error" not in text
        assert "Traceback" not in text


def test_a_refused_question_leaves_nothing_behind(client: FlaskClient, services: Services) -> None:
    before = events(services)
    for body, _, _ in BAD.values():
        client.post(ASK, data=body, content_type="application/json")
    assert events(services) == before


def test_reading_changes_nothing(agent: Visitor, visitor: Visitor, services: Services) -> None:
    opened = ask(agent.client, "有没有跳水培训班")
    talk, number = opened["conversation"], opened["ticket"]
    before = events(services)
    for path in ("/", "/login", "/desk", f"/desk/tickets/{number}", "/library", "/library/parking"):
        assert agent.get(path).status_code in (200, 303)
    for path in (f"/c/{talk['token']}", f"/c/{talk['token']}/messages", "/healthz"):
        assert visitor.get(path).status_code == 200
    assert events(services) == before


def events(services: Services) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0
