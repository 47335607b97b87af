"""A browser without a screen: keeps cookies, sends the token of the last page it saw."""

import re
from html import unescape
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
PASSWORD = "for-the-web-tests"


class Visitor:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **more: object) -> TestResponse:
        answer = self.client.get(path, buffered=True, **more)
        found = CSRF.search(answer.text) if answer.mimetype == "text/html" else None
        if found:
            self.token = unescape(found[1])
        return answer

    def post(self, path: str, **fields: str) -> TestResponse:
        if not self.token:
            self.get("/")
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def submit(self, path: str, **fields: str) -> TestResponse:
        """Sends the form and goes where the answer leads."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        self.token = ""  # signing in and out begins a new session
        return self.get(answer.location)

    def log_in(self, login: str, password: str = PASSWORD) -> "Visitor":
        self.get("/login")
        self.submit("/login", login=login, password=password)
        return self

    def hand_in(self, raw: bytes, name: str = "冰壶.jsonl") -> TestResponse:
        """A file of entries. Put together by hand: the client would leave a file of its own
        open."""
        self.get("/library/exchange")
        fields = {"csrf_token": self.token, "file": FileStorage(BytesIO(raw), name)}
        boundary, body = encode_multipart(fields)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post("/library/imports", data=body, content_type=kind)

    def ask(self, text: str, **fields: str) -> str:
        """The private path of the conversation that the question opened."""
        self.get("/")
        answer = self.post("/questions", text=text, **fields)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def cookie(self) -> str:
        held = self.client.get_cookie("courtside")
        return held.value if held else ""


def ask(client: FlaskClient, question: str, **more: object) -> dict[str, Any]:
    """What the API replies."""
    answer = client.post("/api/v1/ask", json={"question": question, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)
