"""Whoever writes need not wait while a question that came in over the web is thought about."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb import clock
from kb.answering.smalltalk import Courtesy, SmallTalk
from kb.conversations import open_conversation
from visitor import Visitor
from webapp.guard import KEY_HEADER
from webapp.services import Services


class Thinking:
    """In place of what every thought passes through: meanwhile somebody else writes."""

    def __init__(self, services: Services, like: SmallTalk) -> None:
        self._services, self._like = services, like
        self.thoughts: list[str] = []

    def reply_to(self, written: str) -> Courtesy | None:
        with self._services.database.writing() as session:
            open_conversation(session, now=clock.now())
        self.thoughts.append(written)
        return self._like.reply_to(written)


@pytest.fixture
def thinking(services: Services, monkeypatch: pytest.MonkeyPatch) -> Thinking:
    assistant = services.assistant
    found: Any = Thinking(services, assistant.smalltalk)
    busy = replace(assistant, smalltalk=found)
    monkeypatch.setattr(Services, "assistant", property(lambda _: busy))
    return found


def test_the_database_is_free_on_every_way_to_ask(thinking: Thinking, client: FlaskClient) -> None:
    visitor = Visitor(client)
    visitor.post(visitor.ask("停车要钱吗") + "/messages", text="羽毛球多少钱")
    assert thinking.thoughts == ["停车要钱吗", "羽毛球多少钱"]
    held = client.post("/api/v1/ask", json={"question": "有淋浴吗"}).json["conversation"]
    client.post(
        f"/api/v1/conversations/{held['id']}/messages",
        json={"text": "有储物柜吗"},
        headers={KEY_HEADER: held["token"]},
    )
    assert thinking.thoughts[2:] == ["有淋浴吗", "有储物柜吗"]
