"""What no browser of ours would send, at every route: it is refused or answered, by a page of ours
or in the API's one shape, and what is refused leaves nothing behind."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask, Request, request
from sqlalchemy import func, select
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from inventory import promised_routes
from kb.history import Event
from kb.people.rights import RIGHTS, Right
from kb.terms import Department
from visitor import Visitor, ask
from webapp.services import Services

TOKEN = "X-Courtside-Conversation"
VALUES = ("-1", "9" * 20, "²", "2026-02-30", "0001-01-01", "9999-12-31T23:59", "x\0y", "跳" * 3000)
AS_URL_FOR_READS = ("_method=1", "_scheme=ftp", "endpoint=1", "_external=1")
BODIES = {
    "application/json": b'{"text": ' + b"[" * 5000,
    "multipart/form-data; boundary=x": (
        b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nfoo"
    ),
    "application/x-www-form-urlencoded": b"text=%ff%fe%00&" + b"\xff\xfe=1&" + b"f=1&" * 2000,
}
pytestmark = pytest.mark.long
NOT_PUSHED = ("/logout", "/me/password")
"""doors behind which the visitor is no longer who they were"""
INSIDE = re.compile(r"Traceback|sqlalchemy|sqlite3|site-packages|OperationalError")

READ: defaultdict[str, set[str]] = defaultdict(set)
"""by endpoint: names of fields that its view asked for"""


class Watched(ImmutableMultiDict[str, str]):
    """Fields of a form or an address."""

    def get(self, key, *more, **named):  # type: ignore[no-untyped-def]
        READ[str(request.endpoint)].add(key)
        return super().get(key, *more, **named)

    def getlist(self, key, *more, **named):  # type: ignore[no-untyped-def]
        READ[str(request.endpoint)].add(key)
        return super().getlist(key, *more, **named)


class WatchedRequest(Request):
    parameter_storage_class = Watched


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(app, "request_class", WatchedRequest)
    READ.clear()
    return app


class Doors:
    """Each route with somebody who may go through it, and an address of something that is there."""

    def __init__(self, visit: Callable[[], Visitor], services: Services) -> None:
        self.services = services
        self.visit = visit
        self.visitors: dict[str, Visitor] = {}
        talk = ask(visit().client, "有没有马术培训班")
        self.token = talk["conversation"]["token"]
        self.there = {
            "token": self.token,
            "conversation": str(talk["conversation"]["id"]),
            "number": str(talk["ticket"]),
            "entry_id": "parking",
            "form_id": "consultation",
            "department": Department.VENUE.value,
        }

    def all(self, wanted: str) -> Iterator[tuple[Visitor, str]]:
        for (method, path), who in sorted(promised_routes().items()):
            if method == wanted and path not in NOT_PUSHED and "{filename}" not in path:
                there = re.sub(r"\{(\w+)\}", lambda each: self.there.get(each[1], "1"), path)
                yield self.who_may(who), there

    def who_may(self, who: str) -> Visitor:
        login = "agent" if who == "signed in" else "nobody"
        if who[0] == "`":
            right = Right(who.strip("`"))
            login = min(role.value for role, rights in RIGHTS.items() if right in rights)
        if login not in self.visitors:
            visitor = self.visit()
            self.visitors[login] = visitor if login == "nobody" else visitor.log_in(login)
            visitor.get("/")
        return self.visitors[login]

    def events(self) -> int:
        with self.services.database.reading() as session:
            return session.scalar(select(func.max(Event.id))) or 0


@pytest.fixture
def doors(visit: Callable[[], Visitor], services: Services) -> Doors:
    return Doors(visit, services)


def wrong_with(answer: TestResponse, path: str) -> str | None:
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.mimetype in ("text/html", "application/json") and INSIDE.search(answer.text):
        return "tells of the inside"
    if answer.status_code < 400:
        return None
    if path.startswith("/api/"):
        told = answer.get_json(silent=True) or {}
        return None if set(told.get("error", ())) == {"code", "message", "mend"} else "shape"
    return None if "</html>" in answer.text else "no page of ours"


def queries(endpoint: str) -> Iterator[str]:
    yield from AS_URL_FOR_READS
    for name in sorted(READ[endpoint] - {"csrf_token"}):
        for value in VALUES:
            yield f"{quote(name)}={quote(value)}"
        yield f"{quote(name)}=%ED%A0%80&{quote(name)}=2&{quote(name)}[]=3"


def endpoint_of(app: Flask, path: str, method: str) -> str:
    return str(app.url_map.bind("localhost").match(path, method=method)[0])


def test_odd_queries_are_answered_or_refused(watched: Flask, doors: Doors) -> None:
    every, found = list(doors.all("GET")), []
    before = doors.events()
    for visitor, path in every:
        headers = {TOKEN: doors.token} if path.startswith("/api/") else {}
        for query in ("", *queries(endpoint_of(watched, path, "GET"))):
            answer = visitor.client.get(f"{path}?{query}", headers=headers, buffered=True)
            wrong = wrong_with(answer, path)
            found += [f"{path}?{query[:60]}: {wrong}"] if wrong else []
    assert not found, "\n".join(found)
    assert doors.events() == before


@pytest.mark.parametrize("odd", ["0", "-1", "9" * 20, "²", "%00", "..%2f..", "x" * 3000])
def test_what_is_not_there_is_not_found(doors: Doors, odd: str) -> None:
    doors.there = dict.fromkeys(doors.there, odd)
    for visitor, path in doors.all("GET"):
        there = re.sub(r"/1(?=/|$)", f"/{odd}", path)
        if odd in there:
            answer = visitor.client.get(there, buffered=True)
            assert wrong_with(answer, there) is None, there
            assert answer.status_code in (308, 400, 401, 404), there


def test_bodies_that_are_no_form_are_refused(doors: Doors) -> None:
    every = list(doors.all("POST"))
    before = doors.events()
    for visitor, path in every:
        for kind, body in BODIES.items():
            answer = visitor.client.post(path, data=body, content_type=kind)
            assert wrong_with(answer, path) is None, (path, kind)
            assert 400 <= answer.status_code < 500, (path, kind)
    assert doors.events() == before


def test_odd_fields_are_kept_as_text_or_refused(watched: Flask, doors: Doors) -> None:
    found = []
    for visitor, path in doors.all("POST"):
        if path.startswith("/api/"):
            continue
        endpoint = endpoint_of(watched, path, "POST")
        for value in ("", *VALUES):
            before = doors.events()
            fields = dict.fromkeys(READ[endpoint] - {"csrf_token"}, value)
            answer = visitor.post(path, **fields)
            wrong = wrong_with(answer, path)
            if answer.status_code >= 400 and doors.events() != before:
                wrong = "refused, and yet something was done"
            found += [f"{path} {sorted(fields)} = {value[:20]!r}: {wrong}"] if wrong else []
    assert not found, "\n".join(found)
