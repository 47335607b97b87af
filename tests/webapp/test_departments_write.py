"""A department in the library: what it finds there, writes, hands in and settles."""

import json
import re
from collections.abc import Callable
from html import unescape
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

import world
from kb import clock
from kb.acts.publish import publish
from kb.knowledge import propose, submit
from kb.knowledge.importing import Fate, ImportRow
from kb.knowledge.task import About, Resolution, Task, TaskKind
from kb.knowledge.tasks import open_task
from kb.people.person import by_login
from kb.people.rights import RIGHTS
from kb.people.role import Role
from kb.terms import Department
from visitor import Visitor
from webapp.services import Services

OPEN = {*(each.value for each in RIGHTS[Role.DEPARTMENT]), "public", "signed_in"}
HREF = re.compile(r'href="(/[^"#]*)')
FORM = re.compile(r'<form[^>]*method="(get|post)"[^>]*action="([^"]+)"')
BUTTON = re.compile(r'formaction="([^"#]+)')
MOST_OF_A_KIND = 4
numbers = count(1)


@pytest.fixture
def keeper(visit: Callable[[], Visitor]) -> Visitor:
    """Of 场地部."""
    return visit().log_in("department")


@pytest.fixture
def reviewer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


def text(**more: str) -> dict[str, str]:
    return {
        "question": f"第{next(numbers)}片匹克球场冬天几点关灯？",
        "answer": "晚上十点。",
        "category": "venue",
        "audience": "member",
        "department": "venue",
        **more,
    }


def post_new(visitor: Visitor, **more: str) -> str:
    """The id of the new entry."""
    visitor.get("/library/new")
    answer = visitor.post("/library/new", **text(**more))
    assert answer.status_code == 303, answer.text
    return str(answer.location).rpartition("/")[2]


def seen(visitor: Visitor, entry_id: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', visitor.get(f"/library/{entry_id}/edit").text)
    assert found
    return found[1]


def approve(reviewer: Visitor, entry_id: str) -> str:
    at = seen(reviewer, entry_id)
    return reviewer.submit(f"/library/{entry_id}/approval", seen=at, grade="B").text


def test_no_link_and_no_button_of_the_library_leads_to_a_refusal(
    app: Flask, keeper: Visitor
) -> None:
    waiting, known, kinds = ["/library"], set[str](), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        answer = keeper.get(path)
        assert answer.status_code in (200, 303, 404), path
        if answer.mimetype != "text/html" or not path.startswith("/library"):
            continue
        for href in (unescape(each) for each in HREF.findall(answer.text)):
            endpoint = endpoint_of(app, href, "GET")
            kinds[endpoint] = kinds.get(endpoint, 0) + (href not in known)
            if href not in known and kinds[endpoint] <= MOST_OF_A_KIND:
                known.add(href)
                waiting.append(href)
        acts = [*FORM.findall(answer.text), *(("post", a) for a in BUTTON.findall(answer.text))]
        for method, action in acts:
            endpoint = endpoint_of(app, unescape(action), method.upper())
            assert app.view_functions[endpoint].policy in OPEN, (path, action)  # type: ignore[attr-defined]
    assert {"library.entry", "library.tasks", "library.exchange", "library.new_entry"} <= set(kinds)


def endpoint_of(app: Flask, href: str, method: str) -> str:
    return str(app.url_map.bind("localhost").match(href.partition("?")[0], method=method)[0])


def test_a_change_of_policy_is_announced_with_its_validity_and_approved_by_a_maintainer(
    keeper: Visitor, reviewer: Visitor
) -> None:
    made = post_new(keeper, do="submit", valid_until="2030-03-01T00:00")
    page = keeper.get(f"/library/{made}").text
    assert "等待审核" in page
    assert "通过并发布</button>" not in page
    assert "2030" in page
    assert keeper.post(f"/library/{made}/approval", seen="1").status_code == 403
    assert "已通过并发布" in approve(reviewer, made)


def test_a_draft_is_kept_and_sent_to_review(keeper: Visitor) -> None:
    made = post_new(keeper)
    assert "等待审核" in keeper.submit(f"/library/{made}/submission").text


def test_who_answers_for_one_department_writes_for_it(keeper: Visitor) -> None:
    assert '<option value="venue" selected>场地部</option>' in keeper.get("/library/new").text


def test_what_is_internal_to_others_is_neither_listed_nor_opened(
    keeper: Visitor, reviewer: Visitor
) -> None:
    other = post_new(reviewer, audience="internal", department="shop", answer="内部口径甲。")
    own = post_new(reviewer, audience="internal", answer="内部口径乙。")
    found = keeper.get("/library?q=内部口径").text
    assert (f"/library/{other}" in found, f"/library/{own}" in found) == (False, True)
    for page in ("", "/edit", "/review", "/compare", "/upkeep", "/contributions", "/foresight"):
        assert keeper.get(f"/library/{other}{page}").status_code == 403, page
        assert reviewer.get(f"/library/{other}{page}").status_code == 200, page
    refused = keeper.post(f"/library/{other}/revisions", **text(), seen="1")
    assert refused.status_code == 403


def test_a_file_brings_in_entries_of_the_own_department_only(
    keeper: Visitor, reviewer: Visitor, services: Services
) -> None:
    mine, theirs = f"padel-{next(numbers)}", f"padel-{next(numbers)}"
    rows = [
        text() | {"id": mine, "valid_until": "2030-03-01"},
        text() | {"id": theirs, "department": "shop"},
        {"id": "parking", "department": "venue"},
    ]
    there = str(keeper.hand_in("\n".join(map(json.dumps, rows)).encode()).location)
    number = int(there.rpartition("/")[2])
    with services.database.reading() as session:
        found = session.scalars(select(ImportRow).where(ImportRow.import_id == number))
        fates = {row.entry_id: row.fate for row in found}
    assert fates == {mine: Fate.NEW, theirs: Fate.WRONG, "parking": Fate.WRONG}
    page = keeper.get(f"{there}?fate=wrong").text
    assert "这是商品部的条目，您只能交自己部门的。" in page
    keeper.submit(f"{there}/confirmation", intent="review", skip="1")
    assert "由知识库管理员审核" in keeper.submit(f"{there}/steps").text
    assert "整批通过并发布" in reviewer.get(there).text
    assert reviewer.get(f"/library/{theirs}").status_code == 404


def test_a_file_of_somebody_else_stays_theirs(keeper: Visitor, reviewer: Visitor) -> None:
    there = str(
        reviewer.hand_in(json.dumps(text() | {"id": f"padel-{next(numbers)}"}).encode()).location
    )
    assert keeper.get(there).status_code == 403
    assert keeper.post(f"{there}/steps").status_code == 403
    assert there not in keeper.get("/library/exchange").text
    assert keeper.get("/library/exchange/entries").status_code == 403


def test_what_members_say_of_its_answers_it_settles_by_a_text(
    keeper: Visitor, reviewer: Visitor, services: Services
) -> None:
    ours, others = complained_of(services, "venue"), complained_of(services, "shop")
    listed = keeper.get("/library/tasks").text
    assert f"/library/tasks/{ours.id}" in listed
    assert f"/library/tasks/{others.id}" not in listed
    assert "抽查正确率" not in listed
    assert keeper.get(f"/library/tasks/{others.id}").status_code == 403
    assert f"/library/tasks/{ours.id}" in keeper.get(f"/library/{ours.entry_id}/upkeep").text
    page = keeper.submit(f"/library/tasks/{ours.id}/owner").text
    assert "写新的内容" in page
    assert "处理结果" not in page
    there = f"/library/{ours.entry_id}"
    mended = text(seen=seen(keeper, ours.entry_id), do="submit", answer="晚上九点半。")
    assert keeper.post(f"{there}/revisions", **mended).status_code == 303
    assert "已经送审" in keeper.get(f"/library/tasks/{ours.id}").text
    approve(reviewer, ours.entry_id)
    with services.database.reading() as session:
        done = session.get_one(Task, ours.id)
        assert (done.resolution, done.done_by) == (Resolution.MENDED, done.owner_id)
        assert session.get_one(Task, others.id).done_at is None


def complained_of(services: Services, department: str) -> Task:
    """A published entry of which members say that it is out of date."""
    now, key = clock.now(), f"padel-{next(numbers)}"
    with services.database.writing() as session:
        wrote, approved = (by_login(session, each) for each in ("maintainer", "maintainer2"))
        assert wrote
        assert approved
        content = world.text(
            f"{key}号场几点关灯？", "晚上十点。", department=Department(department)
        )
        entry = propose(session, content, by=wrote.id, now=now, entry_id=key)
        submit(session, entry, by=wrote.id, now=now)
        publish(session, key, seen=1, by=approved.id, now=now)
        task = open_task(
            session, TaskKind.FEEDBACK, entry, department=content.department,
            owner_id=wrote.id, now=now, about=About.OUTDATED,
        )  # fmt: skip
        session.flush()
        session.expunge(task)
        return task
