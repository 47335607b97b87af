"""An agent's day on the pages: a call is written down and tied to the member, the third missed
booking brings an offer that the member accepts, a prospect's call is made, the agenda is done."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from club import Clubs
from kb import clock
from kb.clock import to_local
from kb.members import Particulars, add_member
from kb.people.person import by_login
from visitor import Visitor
from webapp import create_app
from webapp.config import Config
from webapp.services import Services

CALL = {
    "channel": "phone",
    "question": "又没订到周六的羽毛球场，已经第三次了",
    "member_name": "宋涛",
    "member_phone": "13912340001",
}
MISS = {"wanted_on": "2030-01-05", "sport": "羽毛球"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, clubs: Clubs) -> Iterator[Services]:
    data_dir = clubs.copy(tmp_path_factory.mktemp("day") / "data")
    config = Config(demo=True, data_dir=data_dir)
    services: Services = create_app(config).extensions["courtside"]
    with services.database.writing() as session:
        by, now = by_login(session, "agent"), clock.now()
        assert by is not None
        song = Particulars("宋涛", "13912340001", card="AM5001")
        add_member(session, song, by=by.id, now=now)
    yield services
    services.database.close()


@pytest.fixture
def agent(services: Services) -> Visitor:
    app = create_app(services.config, services)
    return Visitor(app.test_client()).log_in("agent")


def test_from_the_call_to_an_empty_agenda(agent: Visitor) -> None:
    ticket = write_down_the_call(agent)
    member = tie_to_the_member(agent, ticket)
    miss_twice(agent, member)
    form = miss_once_more(agent, ticket)
    accept_the_offer(agent, form)
    assert form in agent.get(member).text
    assert form in agent.get(ticket).text
    call_a_prospect(agent)


def write_down_the_call(agent: Visitor) -> str:
    agent.get("/desk/calls/new")
    proposed = agent.post("/desk/calls/proposal", **CALL).text
    chosen = dict(re.findall(r'name="(level|category)" value="([\w-]+)" checked', proposed))
    return str(agent.post("/desk/calls", **CALL, **chosen).location)


def tie_to_the_member(agent: Visitor, ticket: str) -> str:
    number = ticket.rpartition("/")[2]
    page = agent.submit(f"/members/links/{number}", member="139 1234 0001").text
    assert "已关联会员宋涛" in page
    assert "13912340001" not in page
    return re.findall(r'href="(/members/\d+)"', page)[0]


def miss_twice(agent: Visitor, member: str) -> None:
    assert f"/registers/could-not-book/new?member={member.rpartition('/')[2]}" in (
        agent.get(member).text.replace("&amp;", "&")
    )
    for _ in range(2):
        fill_in(agent, "could-not-book", f"?member={member.rpartition('/')[2]}", **MISS)


def miss_once_more(agent: Visitor, ticket: str) -> str:
    begun = f"?ticket={ticket.rpartition('/')[2]}"
    assert f"/registers/could-not-book/new{begun}" in agent.get(ticket).text
    return fill_in(agent, "could-not-book", begun, **MISS)


def accept_the_offer(agent: Visitor, form: str) -> None:
    assert "提前预订：待提出" in agent.get(form).text
    agent.submit(f"{form}/offer", state="offered")
    done = agent.submit(f"{form}/offer", state="accepted", note="周六 10 点")
    assert "提前预订：会员接受" in done.text


def call_a_prospect(agent: Visitor) -> None:
    """Enquired three days ago: due today, and done with one word about what came of it."""
    enquired = (to_local(clock.now()) - timedelta(days=3)).date().isoformat()
    form = fill_in(
        agent, "prospect-call", "", enquired_on=enquired, name="韩女士", phone="13300003344",
        item="培训", content="问初级班", interest="高",
    )  # fmt: skip
    agenda = agent.get("/agenda").text
    assert agenda.count("韩女士") > 0
    key = re.findall(r'name="key" value="(form:\d+:1)"', agenda)[0]
    agent.submit("/agenda/calls", key=key, result="joined", note="报了周末班")
    assert "已入会：报了周末班（已有结果）" in agent.get(form).text
    assert "今天没有要打的电话" in agent.get("/agenda").text


def fill_in(agent: Visitor, form_id: str, begun_from: str, **fields: str) -> str:
    """As the page shows it, with these fields; where the form is read once it is handed in."""
    page = agent.get(f"/registers/{form_id}/new{begun_from}").text
    form = page[page.index("data-draft") : page.index('name="_do"')]
    shown = dict(re.findall(r'(?<!type="radio" )name="(\w+)" value="([^"]*)"', form))
    answer = agent.post(f"/registers/{form_id}/drafts", **{**shown, **fields, "_do": "hand_in"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)
