"""How long a colleague's words are under way until the member's window shows them."""

import random
from collections.abc import Iterator
from time import perf_counter, sleep
from typing import Any

import click
from flask.testing import FlaskClient

LOOKS_EVERY = 2.0
"""seconds: as the window does while a person is awaited (SOON in static/widget/talk.js)"""
KEY_HEADER = "X-Courtside-Conversation"


def deliveries(member: FlaskClient, agent: FlaskClient, count: int) -> Iterator[float]:
    """Seconds each, from sending the reply, the desk's time for it included. Where the window is
    between two looks when that happens is by chance, as it is in life."""
    chance = random.Random(1)  # noqa: S311
    asked = member.post("/api/v1/ask", json={"question": "请帮我转人工", "person": True}).json
    held, ticket = (asked or {})["conversation"], (asked or {})["ticket"]
    seen = _newest(member, held, 0)
    for number in range(count):
        next_look = perf_counter() + chance.uniform(0, LOOKS_EVERY)
        began = perf_counter()
        _reply(agent, ticket, f"第{number + 1}次回复。")
        while True:
            sleep(max(0.0, next_look - perf_counter()))
            next_look += LOOKS_EVERY
            newest = _newest(member, held, seen)
            if newest > seen:
                break
        yield perf_counter() - began
        seen = newest


def _reply(agent: FlaskClient, ticket: int, text: str) -> None:
    page = agent.get(f"/desk/tickets/{ticket}").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "text": text}
    answer = agent.post(f"/desk/tickets/{ticket}/replies", data=form)
    if answer.status_code != 303:
        raise click.ClickException(f"{answer.request.path}：{answer.status}")


def _newest(member: FlaskClient, held: dict[str, Any], after: int) -> int:
    path = f"/api/v1/conversations/{held['id']}/messages?after={after}"
    told = member.get(path, headers={KEY_HEADER: held["token"]}).json or {}
    return max((each["position"] for each in told["messages"]), default=after)
