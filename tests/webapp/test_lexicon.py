"""Lexicon, thresholds and the start page's questions in the console."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from asking import answered
from kb import clock
from kb.knowledge.corpus.entries import RESERVED
from kb.knowledge.saved import Confirmed, Source, keep_questions, look_through, pin, unpin
from kb.people.person import by_login
from visitor import Visitor
from webapp.services import Services

ASKED = (
    *("请问一下打羽毛球一小时多少钱呀", "双休日打羽毛球有没有便宜的时段"),
    *("羽毛球现在啥行情，一小时得扣我几块", "停车位多不多呀"),
    *("想省钱打羽毛球，挑啥时候来最实惠", "羽毛球到周末是不是要贵一点啊", "卡丁车票怎么买"),
)
LONG = 120
"""seconds, for a machine that has much else to do"""


@pytest.fixture
def maintainer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


def version_of(page: str) -> str:
    found = re.search(r"第 (\d+) 次改动", page)
    assert found, page
    return found[1]


def test_a_change_is_tried_saved_found_and_taken_back(
    maintainer: Visitor, services: Services
) -> None:
    typed = {
        "of": "lexicon",
        "section": "rewrites",
        "key": "甲乙球",
        "values": "羽毛球",
        "seen": "0",
    }
    assert "没有符合的" in maintainer.get("/library/lexicon?section=rewrites&q=甲乙球").text
    page = maintainer.post("/library/lexicon/trial", **typed, **{"try": "甲乙球怎么收费"}).text
    assert "改动以后" in page
    assert "羽毛球怎么收费" in page
    assert "核对" in page
    assert "甲乙球" in services.assistant.analyzer.analyze("甲乙球").text  # nothing is kept

    refused = maintainer.post("/library/lexicon/changes", **typed)
    assert refused.status_code == 400
    assert "没有写原因" in refused.text
    assert 'value="甲乙球"' in refused.text
    page = maintainer.submit("/library/lexicon/changes", **typed, reason="会员这么写").text
    assert "已保存" in page
    assert "控制台" in page
    services.on_duty.catch_up(LONG)
    assert services.assistant.analyzer.analyze("甲乙球").text == "羽毛球"

    history = maintainer.get("/library/lexicon/history").text
    assert "会员这么写" in history
    version = version_of(page)
    assert "撤回这次改动" in maintainer.get(f"/library/lexicon/changes/{version}").text
    page = maintainer.submit(f"/library/lexicon/changes/{version}/undoing", reason="试完了").text
    assert "已保存" in page
    services.on_duty.catch_up(LONG)
    assert services.assistant.analyzer.analyze("甲乙球").text == "甲乙球"
    again = maintainer.post(f"/library/lexicon/changes/{version}/undoing", reason="再来")
    assert again.status_code == 409
    assert "已经撤回" in again.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"section": "synonyms", "key": "羽毛球", "values": "羽毛球", "known": "yes"},
            "自己的同义词",
        ),
        ({"section": "fillers", "key": "羽毛球"}, "不能当作客套话"),
        (
            {"section": "mentions", "kind": "sport", "key": "板球", "values": "网球场"},
            "已经是“网球”",
        ),
        ({"section": "stop", "key": "网球"}, "一种事物"),
        ({"section": "words", "key": ""}, "不能空着"),
        ({"section": "words", "key": "从来没有", "do": "remove", "known": "yes"}, "没有这一条"),
    ],
)
def test_a_bad_change_is_refused_beside_its_field_and_keeps_what_was_typed(
    maintainer: Visitor, fields: dict[str, str], told: str
) -> None:
    for path in ("/library/lexicon/trial", "/library/lexicon/changes"):
        refused = maintainer.post(path, **fields, reason="试", seen="0")
        assert refused.status_code == 400
        assert told in refused.text
        assert 'value="试"' in refused.text


def _doubtful(services: Services) -> tuple[str, str]:
    """A question that is answered, but not with the greatest confidence, and its entry."""
    for asked in ASKED:
        decided = services.assistant.consider(asked, now=clock.now())
        if decided.entries and decided.entries[0].confidence < 0.99:
            return asked, decided.entries[0].id
    raise AssertionError("all of them are beyond doubt")


@pytest.fixture
def pinned(services: Services) -> Iterator[int]:
    with services.database.writing() as session:
        asked, entry_id = _doubtful(services)
        wanted = Confirmed(f"said:{asked}", asked, Source.HELPFUL, wanted=(entry_id,))
        keep_questions(session, [wanted], now=clock.now())
        found = look_through(session, text=asked).rows[0].id
        by = by_login(session, "maintainer2")
        assert by is not None
        pin(session, found, by=by.id, now=clock.now())
    yield found
    with services.database.writing() as session:
        unpin(session, found, by=by.id, now=clock.now())


@pytest.mark.usefixtures("pinned")
def test_thresholds_are_bounded_replayed_and_hold_pins(
    maintainer: Visitor, services: Services
) -> None:
    in_force = services.assistant.policy.model_dump()
    form = {name: str(value) for name, value in in_force.items()} | {
        "of": "thresholds",
        "seen": "1",
    }
    for moved, told in (
        ({"answer_at": "0.2"}, "应在 0.5 到 0.99"),
        ({"answer_at": "nan"}, "应在"),
        ({"answer_at": "0.5", "clarify_at": "0.8"}, "不能低于"),
    ):
        refused = maintainer.post("/library/thresholds", **{**form, **moved}, reason="试")
        assert (refused.status_code, told in refused.text) == (400, True)
    strict = {**form, "answer_at": "0.99", "answer_by_words_at": "0.99", "words_at": "1.0"}
    page = maintainer.post("/library/thresholds/trial", **strict, **{"try": ASKED[0]}).text
    assert "改动以后" in page
    part = maintainer.post("/library/tuning/foresight", **strict)
    while part.status_code == 202:
        assert "正在" in part.text
        part = maintainer.post("/library/tuning/foresight", **strict)
    assert part.status_code == 200
    refused = maintainer.post("/library/thresholds", **strict, reason="更稳")
    assert refused.status_code == 400
    assert "重点问题会答错" in refused.text
    page = maintainer.submit(
        "/library/thresholds", **strict, reason="更稳", pin_reason="先看一天"
    ).text
    assert "先看一天" in page
    assert services.assistant.policy.answer_at == 0.99
    back = {**form, "seen": "2"}
    maintainer.submit("/library/thresholds", **back, reason="改回来")
    assert services.assistant.policy.model_dump() == in_force


def test_hot_questions_are_counted_and_pinned_to_the_start_page(
    maintainer: Visitor, visitor: Visitor, services: Services
) -> None:
    with services.database.writing() as session:
        for _ in range(3):
            answered(session, "停车要钱不", "parking", now=clock.now())
    page = maintainer.get("/library/hot").text
    assert "/library/parking" in page
    start = visitor.get("/").text
    question = re.search(r'/library/parking">([^<]+)<', page)
    assert question
    assert question[1] not in start
    maintainer.submit("/library/hot/parking/standing", standing="pinned")
    assert question[1] in visitor.get("/").text
    maintainer.submit("/library/hot/parking/standing", standing="excluded")
    assert question[1] not in visitor.get("/").text
    maintainer.submit("/library/hot/parking/standing", standing="counted")
    assert maintainer.post("/library/hot/parking/standing", standing="x").status_code == 400
    assert maintainer.post("/library/hot/nowhere/standing", standing="pinned").status_code == 404


@pytest.mark.parametrize(
    "path", ["/library/lexicon", "/library/thresholds", "/library/try", "/library/lexicon/history"]
)
def test_tuning_is_for_those_who_may(agent: Visitor, maintainer: Visitor, path: str) -> None:
    assert agent.get(path).status_code == 403
    assert maintainer.get(path).status_code == 200


def test_a_question_is_tried_as_it_is_read_now(maintainer: Visitor) -> None:
    page = maintainer.get("/library/try?try=请问一下打羽毛球多少钱").text
    for told in ("删掉的客套话", "sport/羽毛球", "最相近的条目", "把握"):
        assert told in page
    assert maintainer.get("/library/lexicon/item?section=words&key=从来没有").status_code == 404
    assert maintainer.get("/library/lexicon?section=nonsense&page=999").status_code == 200


def test_no_entry_may_take_the_address_of_a_page(app: Flask) -> None:
    pages = {
        parts[2]
        for each in app.url_map.iter_rules()
        if (parts := each.rule.split("/"))[1] == "library" and len(parts) > 2
    }
    assert {each for each in pages if not each.startswith("<")} <= RESERVED
