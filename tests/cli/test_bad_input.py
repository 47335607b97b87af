"""What a command is given and cannot use: a sentence on stderr, exit code 2, no traceback."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.terms import DecisionKind


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "请给出一个问题"),
        (["ask", "停车要钱吗", "--batch", "-"], "请给出一个问题"),
        (["ask", "停车", "要钱吗"], "unexpected extra argument"),
        (["ask", "--nonsense", "停车要钱吗"], "No such option"),
        (["ask", "--batch", "no-such-file.txt"], "读不到文件 no-such-file.txt"),
        (["ask", "--batch", "."], "读不到文件"),
        (["ask", "--record", "--as-of", "2026-11-21", "停车"], "--record 不能与"),
        (["ask", "--as-of", "yesterday", "停车要钱吗"], "“yesterday” 不是有效的日期或时间"),
        (["ask", "--corpus", "no-such-folder", "停车要钱吗"], "no-such-folder"),
        (["load", "no-such-folder"], "no-such-folder"),
        (["nonsense"], "No such command"),
        (["serve", "--workers", "0"], "0"),
        (["demo", "--port", "99999"], "99999"),
    ],
)
def test_it_is_refused_in_a_sentence(
    courtside: Callable[..., Any], arguments: list[str], said: str
) -> None:
    ran = courtside(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_setting_that_cannot_be_used_is_named(courtside: Callable[..., Any]) -> None:
    ran = courtside("ask", "停车要钱吗", port="eight thousand")
    assert ran.code == 2
    assert "COURTSIDE_PORT" in ran.err


def test_serving_without_a_secret_is_refused_before_anything_starts(
    courtside: Callable[..., Any],
) -> None:
    ran = courtside("serve", demo="0", secret_key="too short")
    assert ran.code == 2
    assert "COURTSIDE_SECRET_KEY" in ran.err


def test_serving_what_was_not_set_up_says_which_command_does_it(
    courtside: Callable[..., Any], tmp_path: Path
) -> None:
    ran = courtside("serve", data_dir=tmp_path, demo="1")
    assert ran.code == 2
    assert "courtside db upgrade" in ran.err


ODD = {
    "ten thousand characters": "羽毛球" * 3333,
    "a thousand words": "羽毛球 停车 收费 多少钱 " * 250,
    "NUL": "停车\0要钱吗",
    "a lone surrogate": "停车\ud800要钱吗\udfff",
    "only punctuation": "？！……，，，",
    "only blanks": " \t\u3000\u200b ",
    "only an emoji": "🏸🏸🏸",
    "right to left": "\u202e停车要钱吗\u202c",
    "HTML": "<script>alert('停车')</script><b>要钱吗</b>",
    "SQL": "'; DROP TABLE entries; -- 停车 OR 1=1",
    "Whoosh syntax": 'question:停车^9 AND (NOT "要钱"~3 OR audience:internal*) [a TO z] ?*',
    "a pattern": "(((((a+)+)+)+)+)$",
    "one character in a thousand": "停" * 1000,
    "a long Latin word": "tingcheyaoqianma" * 60,
    "numbers": "1" * 2000,
}


@pytest.fixture(scope="module")
def replies(courtside: Callable[..., Any]) -> dict[str, dict[str, Any]]:
    """By the name of the question; asked as lines of one batch."""
    lines = [each.replace("\ud800", "").replace("\udfff", "") for each in ODD.values()]
    ran = courtside("ask", "--json", "--batch", "-", stdin="\n".join(lines).encode())
    assert (ran.code, len(ran.lines)) == (0, len(lines)), ran.err
    return dict(zip(ODD, map(json.loads, ran.lines), strict=True))


@pytest.mark.parametrize("name", ODD)
def test_whatever_is_typed_gets_a_decision(replies: dict[str, dict[str, Any]], name: str) -> None:
    reply = replies[name]
    assert reply["decision"] in set(DecisionKind)
    assert reply["text"]
    assert reply["question"].isprintable() or "\u3000" in reply["question"]
    assert reply["entries"] == [] or "停车" in ODD[name] or "羽毛球" in ODD[name]


def test_half_a_character_as_an_argument_does_no_harm(courtside: Callable[..., Any]) -> None:
    ran = courtside("ask", "--json", "停车\ud800要钱吗\udfff")
    assert ran.code == 0
    assert json.loads(ran.out)["question"] == "停车要钱吗"


def test_a_message_too_long_to_keep_is_refused(courtside: Callable[..., Any]) -> None:
    ran = courtside("ask", "停车要钱吗" * 2001)
    assert (ran.code, ran.out) == (2, "")
    assert "超过 10000 字" in ran.err
