"""The reviewer sees what a text would change, and pins hold back what gets them wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from asking import answered
from kb import clock
from kb.knowledge import edit, find_entry, find_revision, reject, submit
from kb.knowledge.saved import (
    Confirmed,
    Source,
    keep_questions,
    look_through,
    saved_questions,
    unpin,
)
from kb.people.person import Person, by_login
from kb.terms import Audience
from visitor import Visitor
from webapp.services import Services

ENTRY, ASKED = "badminton-price", "羽毛球怎么收费？"


@pytest.fixture
def reviewer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer2")


@pytest.fixture
def writer(services: Services) -> int:
    with services.database.reading() as session:
        found = by_login(session, "maintainer")
        assert isinstance(found, Person)
        return found.id


@pytest.fixture
def saved(services: Services) -> int:
    with services.database.writing() as session:
        wanted = Confirmed(f"said:{ASKED}", ASKED, Source.HELPFUL, wanted=(ENTRY,))
        keep_questions(session, [wanted], now=clock.now())
        return look_through(session, text=ASKED).rows[0].id


@pytest.fixture
def moved(services: Services, writer: int, saved: int) -> Iterator[int]:
    """A text in review that is for colleagues only; it is sent back in the end."""
    with services.database.writing() as session:
        entry = find_entry(session, ENTRY)
        live = find_revision(session, ENTRY, entry.live or 0).content
        other = replace(live, audience=Audience.INTERNAL)
        edit(session, entry, other, seen=entry.head, by=writer, now=clock.now())
        submit(session, entry, by=writer, now=clock.now())
        head = entry.head
    yield head
    with services.database.writing() as session:
        unpin(session, saved, by=writer, now=clock.now())
        reject(session, find_entry(session, ENTRY), "试一试", seen=head, by=writer, now=clock.now())


def test_the_review_page_leads_to_what_will_change(reviewer: Visitor, moved: int) -> None:
    page = reviewer.get(f"/library/{ENTRY}/review").text
    assert f'href="/library/{ENTRY}/foresight"' in page
    assert f'data-foresight="/library/{ENTRY}/foresight?part=1"' in page
    whole = reviewer.get(f"/library/{ENTRY}/foresight").text
    assert "变差" in whole
    assert ASKED in whole
    assert "<html" in whole
    part = reviewer.get(f"/library/{ENTRY}/foresight?part=1").text
    assert "<html" not in part
    assert "个问题中的" in part


def test_a_pinned_question_is_broken_with_a_reason_only(
    reviewer: Visitor, moved: int, saved: int
) -> None:
    reviewer.submit(f"/library/questions/{saved}/pin", pinned="yes", back="/library/questions")
    assert 'form="approval"' in reviewer.get(f"/library/{ENTRY}/foresight?part=1").text
    refused = reviewer.post(f"/library/{ENTRY}/approval", seen=str(moved))
    assert refused.status_code == 400
    assert "重点问题会答错" in refused.text
    assert 'name="pin_reason"' in refused.text


def test_saved_questions_are_looked_through_and_pinned(reviewer: Visitor, saved: int) -> None:
    page = reviewer.get(f"/library/questions?q={ASKED}").text
    assert "设为重点" in page
    page = reviewer.submit(
        f"/library/questions/{saved}/pin", pinned="yes", back="/library/questions?pinned=1"
    ).text
    assert "★ 重点" in page
    reviewer.submit(f"/library/questions/{saved}/pin", back="/library/questions?pinned=1")
    assert "没有符合的问题" in reviewer.get("/library/questions?pinned=1").text
    assert reviewer.get("/library/questions?source=nonsense&page=9").status_code == 200
    assert reviewer.post("/library/questions/99999999/pin", pinned="yes").status_code == 404


def test_what_members_confirmed_is_taken_in_on_demand(
    reviewer: Visitor, services: Services
) -> None:
    with services.database.writing() as session:
        answered(session, "停车位多不多呀", ENTRY, helpful=True, now=clock.now())
    assert "新收入" in reviewer.submit("/library/questions").text
    assert "都收过了" in reviewer.submit("/library/questions").text
    with services.database.reading() as session:
        assert "停车位多不多呀" in {each.question for each in saved_questions(session)}
