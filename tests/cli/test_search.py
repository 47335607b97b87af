"""`courtside search`: what colleagues find, as text and as JSON."""

import json
import re
from collections.abc import Callable
from typing import Any

import click
import pytest

from kb.search import Found
from webapp.cli.searching import _tell

Search = Callable[..., Any]


@pytest.fixture(scope="module")
def search(courtside: Callable[..., Any]) -> Search:
    return lambda *arguments, **more: courtside("search", *arguments, **more)


def test_what_is_found_is_shown_with_its_answer(search: Search) -> None:
    ran = search("停车要钱吗")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("停车收费吗？  parking\n停车免费。\n")
    assert "\x1b" not in ran.out  # no terminal, no marks


def test_json_has_one_object_a_line(search: Search) -> None:
    ran = search("--json", "攀岩鞋")
    found = [json.loads(line) for line in ran.lines]
    assert [each["id"] for each in found] == ["shoes-adult", "shoes-child"]
    assert list(found[0]) == ["id", "question", "answer", "score", "marked"]
    assert found[0]["marked"] == ["攀岩", "鞋"]


def test_the_limit_the_category_and_the_audience_hold(search: Search) -> None:
    ran = search("--json", "--limit", "1", "攀岩鞋")
    assert len(ran.lines) == 1
    ran = search("--json", "--category", "venue", "--audience", "member", "收费")
    assert [json.loads(line)["id"] for line in ran.lines] == ["badminton-price"]


def test_nothing_found_is_said(search: Search) -> None:
    ran = search("龘龘龘")
    assert (ran.code, ran.out) == (0, "没有找到。\n")


@pytest.mark.parametrize("words", ["", "  ", "\u200b"])
def test_no_words_are_no_question(search: Search, words: str) -> None:
    ran = search(words)
    assert (ran.code, ran.out) == (2, "")
    assert "请给出要查的字词" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [(), ("--category", "sports", "停车"), ("--limit", "0", "停车"), ("停车", "收费")],
)
def test_what_cannot_be_used_ends_with_two(search: Search, arguments: tuple[str, ...]) -> None:
    ran = search(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert re.search("Error|Usage", ran.err)


def test_on_a_terminal_the_words_stand_out() -> None:
    found = Found("m1", "停车收费吗？", "停车免费，[停车]很方便。", 1.0, ("停车", "收费"))
    bold = click.style("停车", bold=True)
    told = _tell(found)
    assert told.count(bold) == 3
    assert click.unstyle(told) == "停车收费吗？  m1\n停车免费，[停车]很方便。\n"


def test_without_words_to_mark_nothing_stands_out() -> None:
    assert _tell(Found("m1", "问", "答", 1.0, ())) == "问  m1\n答\n"
