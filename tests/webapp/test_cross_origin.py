"""Which foreign pages may read what the API says."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.errors import BadInput
from webapp.language import negotiate

ASK = "/api/v1/ask"
CLUB, SHOP = "https://www.club.example", "http://shop.example:8443"


@pytest.fixture
def embedded(other_app: Callable[..., Flask]) -> FlaskClient:
    return other_app(widget_origins=(CLUB, SHOP), limit_ask="4 per minute").test_client()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (CLUB, True),
        ("https://WWW.club.example", True),
        ("https://www.club.example:443", True),
        (SHOP, True),
        ("http://shop.example", False),
        ("http://shop.example:8444", False),
        ("https://shop.example:8443", False),
        ("http://www.club.example", False),
        ("https://club.example", False),
        ("https://www.club.example.evil.example", False),
        ("https://evil-www.club.example", False),
        ("https://www.club.example@evil.example", False),
        ("https://evil.example/https://www.club.example", False),
        ("https://www.club.example/", False),
        ("https://www.club.example:", False),
        ("https://www.club.example https://evil.example", False),
        ("https://www.club.example.", False),
        ("//www.club.example", False),
        ("file://www.club.example", False),
        ("null", False),
        ("*", False),
        ("", False),
    ],
)
def test_an_origin_is_allowed_exactly_or_not_at_all(
    embedded: FlaskClient, origin: str, allowed: bool
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        embedded.options(ASK, headers=asked),
        embedded.get("/api/v1/questions/likely?q=ting", headers={"Origin": origin}),
    ):
        told = answer.headers.get("Access-Control-Allow-Origin")
        assert told == (origin if allowed else None)
        assert "Origin" in answer.vary
        assert "Access-Control-Allow-Credentials" not in answer.headers
        policy = answer.headers["Cross-Origin-Resource-Policy"]
        assert policy == ("cross-origin" if allowed else "same-origin")


def test_a_preflight_says_what_may_be_sent(embedded: FlaskClient) -> None:
    answer = embedded.options(ASK, headers={"Origin": CLUB})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert "X-Courtside-Conversation" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Max-Age"] == "600"


def test_errors_can_be_read_too(embedded: FlaskClient) -> None:
    from_club = {"Origin": CLUB}
    refused = [
        embedded.post(ASK, json={}, headers=from_club),
        embedded.get("/api/v1/conversations/1/messages", headers=from_club),
        embedded.get("/api/v1/nowhere", headers=from_club),
        embedded.delete(ASK, headers=from_club),
        *(embedded.post(ASK, json={"question": "停车要钱吗"}, headers=from_club) for _ in range(4)),
    ]
    assert [each.status_code for each in refused[:4]] == [400, 404, 404, 405]
    assert refused[-1].status_code == 429
    for each in refused:
        assert each.headers["Access-Control-Allow-Origin"] == CLUB
        assert "Retry-After" in each.headers["Access-Control-Expose-Headers"]
    assert int(refused[-1].headers["Retry-After"]) > 0


def test_pages_are_never_read_by_others(embedded: FlaskClient) -> None:
    for path in ("/", "/login", "/healthz", "/static/base.css"):
        answer = embedded.get(path, headers={"Origin": CLUB}, buffered=True)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_widget_is_for_every_page(embedded: FlaskClient) -> None:
    script = embedded.get("/widget/v1.js", buffered=True)
    assert script.status_code == 200
    assert script.mimetype == "text/javascript"
    assert script.headers["Cache-Control"] == "public, max-age=300"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = embedded.get("/widget/v1.js", headers={"If-None-Match": script.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("setting", ["club.example", "https://club.example/desk", "null", "*"])
def test_what_is_no_origin_stops_the_start(other_app: Callable[..., Flask], setting: str) -> None:
    with pytest.raises(BadInput):
        other_app(widget_origins=(setting,))


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ((), "zh-Hans"),
        (("de", "fr"), "zh-Hans"),
        (("zh-CN",), "zh-Hans"),
        (("zh",), "zh-Hans"),
        (("zh-TW",), "zh-Hant"),
        (("zh_HK",), "zh-Hant"),
        (("zh-Hant-CN",), "zh-Hant"),
        (("en-GB", "zh-CN"), "en"),
        (("de", "en"), "en"),
        (("", "zh-TW"), "zh-Hant"),
        (("en", "zh-TW"), "en"),
    ],
)
def test_the_first_language_that_we_speak_is_spoken(wanted: tuple[str, ...], language: str) -> None:
    assert negotiate(wanted) == language
