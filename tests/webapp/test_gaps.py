"""From a gap to a draft, to variants, or to a reason why not."""

import re
from collections.abc import Callable
from itertools import count

import pytest

from asking import handed_over
from kb import clock
from kb.acts.reply import reply_to_ticket
from kb.knowledge import EntryState, find_entry, find_revision
from kb.people.person import by_login
from visitor import Visitor
from webapp.services import Services

SPORTS = ("冰壶", "马术", "击剑", "橄榄球", "棒球", "滑雪", "蹦床", "赛艇")
numbers = count()


@pytest.fixture
def maintainer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


@pytest.fixture
def question(services: Services) -> str:
    """Asked twice; 小王 replied to the first."""
    asked = f"你们的{SPORTS[next(numbers)]}课报名要带什么证件"
    with services.database.writing() as session:
        tickets = [
            handed_over(session, each, "parking", now=clock.now()) for each in (asked, f"{asked}呀")
        ]
        agent = by_login(session, "agent")
        assert agent is not None
        reply_to_ticket(
            session,
            tickets[0].number,
            "带身份证就行。",
            propose=False,
            by=agent.id,
            now=clock.now(),
        )
    return asked


def path_of(maintainer: Visitor, question: str) -> str:
    page = maintainer.get("/library/gaps").text
    found = re.search(rf'href="(/library/gaps/\d+)\?days=28">{question}', page)
    assert found, page
    return found[1]


def test_what_was_asked_is_listed_with_count_and_coverage(
    maintainer: Visitor, question: str
) -> None:
    page = maintainer.get("/library/gaps").text
    assert "可覆盖 80%" in page
    assert "多 2" in page
    assert maintainer.get("/library/gaps?days=nonsense").status_code == 200
    there = maintainer.get(path_of(maintainer, question)).text
    assert "问过 2 次" in there
    assert "带身份证就行。" in there


def test_one_step_makes_a_draft_from_the_reply(
    maintainer: Visitor, question: str, services: Services
) -> None:
    there = path_of(maintainer, question)
    page = maintainer.submit(f"{there}/entry", question=question, answer="带身份证就行。")
    assert "草稿写好了" in page.text
    found = re.search(r"/library/([\w-]+)/revisions", page.text)
    assert found
    with services.database.reading() as session:
        entry = find_entry(session, found[1])
        text = find_revision(session, entry.id, 1)
    assert (entry.state, text.answer) == (EntryState.DRAFT, "带身份证就行。")
    assert text.variants == [f"{question}呀"]
    listed = maintainer.get("/library/gaps").text
    assert f">{question}</a>" in listed.partition("处理过的")[2]
    assert f">{question}" not in listed.partition("处理过的")[0]
    assert maintainer.get(there).status_code == 404


def test_a_draft_without_an_answer_is_asked_for_one_and_keeps_what_was_typed(
    maintainer: Visitor, question: str
) -> None:
    there = path_of(maintainer, question)
    again = maintainer.post(f"{there}/entry", question="换一种问法？", answer="")
    assert again.status_code == 400
    assert "请写上标准答案" in again.text
    assert "换一种问法？" in again.text


def test_wordings_join_an_entry_and_wait_for_review(
    maintainer: Visitor, question: str, services: Services
) -> None:
    there = path_of(maintainer, question)
    page = maintainer.submit(f"{there}/variants", entry_id="privacy")
    assert "问法已加上并送审" in page.text
    with services.database.reading() as session:
        entry = find_entry(session, "privacy")
        assert entry.state is EntryState.IN_REVIEW
        assert question in find_revision(session, entry.id, entry.head).variants


def test_wordings_cannot_join_what_is_not_there(maintainer: Visitor, question: str) -> None:
    there = path_of(maintainer, question)
    assert maintainer.post(f"{there}/variants", entry_id="no-such-entry").status_code == 404


def test_a_gap_is_ignored_with_a_reason_and_its_questions_are_shown_as_they_stand(
    maintainer: Visitor, question: str
) -> None:
    there = path_of(maintainer, question)
    assert "请写上原因" in maintainer.post(f"{there}/ignoring", reason="").text
    page = maintainer.submit(f"{there}/ignoring", reason="我们不开这门课")
    assert "记过“不用写”" in page.text
    found = re.search(rf'href="(/library/rulings/\d+)">{question}', page.text)
    assert found
    ruling = maintainer.get(found[1]).text
    assert "不用写：我们不开这门课" in ruling
    assert "2 种问法，现在答得上" in ruling


def test_a_gap_that_is_not_there_is_not_found(maintainer: Visitor) -> None:
    for there in ("/library/gaps/99999999", "/library/rulings/99999999"):
        assert maintainer.get(there).status_code == 404


def test_what_colleagues_looked_up_in_vain_is_a_gap_and_closed_like_the_others(
    maintainer: Visitor, visit: Callable[[], Visitor]
) -> None:
    agent, words = visit().log_in("agent"), f"{SPORTS[next(numbers)]}头盔怎么借"
    agent.get("/desk")
    for _ in range(2):
        assert agent.post("/desk/lookup/misses", q=words, stay="yes").status_code == 204
    page = maintainer.get("/library/gaps").text
    found = re.search(rf'href="(/library/gaps/-\d+)\?days=28">{words}', page)
    assert found
    assert "同事没查到 2" in page
    assert words in maintainer.get(found[1]).text
    maintainer.submit(f"{found[1]}/ignoring", reason="头盔不外借")
    page = maintainer.get("/library/gaps").text
    assert f">{words}</a>" in page.partition("仍有人问")[2]
    assert maintainer.get(found[1].replace("-", "-9")).status_code == 404
