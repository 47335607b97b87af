import re
from collections.abc import Callable

import pytest
from flask import Flask

from inventory import address
from visitor import Visitor
from webapp.security import HEADERS


def unsafe_paths(app: Flask) -> list[str]:
    return [
        re.sub(r"{\w+}", "1001", address(rule))
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    ]


def test_every_form_needs_the_token_of_its_page(app: Flask, agent: Visitor) -> None:
    paths = unsafe_paths(app)
    assert len(paths) >= 10
    for path in paths:
        bare = agent.client.post(path, data={"text": "好"})
        forged = agent.client.post(path, data={"text": "好", "csrf_token": "forged"})
        assert (bare.status_code, forged.status_code) == (400, 400), path


def test_a_token_of_another_visitor_is_refused(visit: Callable[[], Visitor]) -> None:
    one, other = visit(), visit()
    one.get("/")
    other.get("/")
    one.token = other.token
    refused = one.post("/questions", text="停车要钱吗")
    assert refused.status_code == 400
    assert "刷新" in refused.text


def test_nothing_unsafe_happens_by_get(app: Flask, agent: Visitor) -> None:
    for path in unsafe_paths(app):
        answer = agent.client.get(path)
        # Where GET is a page of its own it was seen in other tests, or is not for agents; the
        # acts have no page.
        assert answer.status_code in (200, 303, 403, 404, 405), path


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/login", "/desk", "/healthz", "/favicon.svg", "/static/base.css", "/no-such-page"),
        *("/c/no-such-conversation", "/api/v1/openapi.json", "/api/v1/nowhere", "/static/nothing"),
    ],
)
def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_errors_and_refusals_carry_them_too(app: Flask, agent: Visitor) -> None:
    refused = [
        agent.client.post("/questions"),
        agent.client.post("/api/v1/ask", data="[" * 50_000, content_type="application/json"),
        agent.client.post("/api/v1/ask", data=b"x" * 70_000, content_type="application/json"),
        agent.client.delete("/"),
    ]
    assert [each.status_code for each in refused] == [400, 400, 413, 405]
    for each in refused:
        assert HEADERS.items() <= dict(each.headers).items()


def test_the_policy_of_content_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_hold_no_inline_script_or_style(visitor: Visitor, agent: Visitor) -> None:
    pages = [visitor.get("/"), visitor.get("/login"), agent.get("/desk"), agent.get("/library")]
    for page in pages:
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert " onclick=" not in page.text
        assert "<script>" not in page.text


def test_private_pages_are_kept_by_no_cache(visitor: Visitor, agent: Visitor) -> None:
    talk = visitor.ask("停车要钱吗")
    for page in (visitor.get("/"), visitor.get(talk), agent.get("/desk")):
        assert page.headers["Cache-Control"] == "no-store"


def test_over_https_cookies_and_browsers_insist_on_it(
    other_app: Callable[..., Flask],
) -> None:
    client = other_app(https=True).test_client()
    answer = client.get("/", base_url="https://club.example")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_is_accepted_over_https_without_a_referrer(
    other_app: Callable[..., Flask],
) -> None:
    """We ask browsers to send none."""
    visitor = Visitor(other_app(https=True).test_client())
    home = "https://club.example"
    visitor.get("/", base_url=home)
    sent = {"csrf_token": visitor.token, "text": "停车要钱吗"}
    assert visitor.client.post("/questions", data=sent, base_url=home).status_code == 303


def test_a_request_to_a_foreign_host_name_is_refused(other_app: Callable[..., Flask]) -> None:
    client = other_app(trusted_hosts=("club.example",)).test_client()
    assert client.get("/", base_url="http://club.example").status_code == 200
    for path in ("/", "/login", "/api/v1/openapi.json"):
        assert client.get(path, base_url="http://evil.example").status_code == 400
