"""A disk that takes nothing more: who asks or answers is told so, nothing is half done, and when
there is room again everything goes on."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from faults import empty_log, everything, no_file_beyond
from kb.tickets import Ticket, find_ticket
from visitor import Visitor, ask
from webapp.services import Services

ASK = "/api/v1/ask"
ROOM = 30_000
QUESTION = {"question": "有没有跳水培训班", "key": "first", "opening": "w" * 43}


@pytest.fixture
def ticket(agent: Visitor, services: Services) -> int:
    number = ask(agent.client, "有没有马术培训班")["ticket"]
    empty_log(services.database)
    return int(number)


def test_while_the_disk_is_full_nothing_is_half_done_and_then_it_goes_on(
    client: FlaskClient, visitor: Visitor, agent: Visitor, services: Services, ticket: int
) -> None:
    visitor.get("/")
    agent.get(f"/desk/tickets/{ticket}")
    before = everything(services.database)
    with no_file_beyond(ROOM):
        asked = client.post(ASK, json=QUESTION)
        page = visitor.post("/questions", text="有没有跳水培训班")
        answered = agent.post(f"/desk/tickets/{ticket}/replies", text="暂时没有。")
    assert [each.status_code for each in (asked, page, answered)] == [503] * 3
    assert asked.get_json()["error"]["code"] == "not_stored"
    for each in (page, answered):
        assert "没有保存" in each.text
        assert "disk" not in each.text
    assert everything(services.database) == before
    first, again = (client.post(ASK, json=QUESTION).get_json() for _ in range(2))
    assert first["ticket"] == again["ticket"]
    assert "暂时没有。" in agent.submit(f"/desk/tickets/{ticket}/replies", text="暂时没有。").text
    with services.database.reading() as session:
        assert find_ticket(session, ticket).owner_id is not None
        assert session.scalar(select(func.count()).where(Ticket.number == first["ticket"])) == 1
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
