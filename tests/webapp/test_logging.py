import io
import json
import logging
import secrets
from collections.abc import Iterator

import pytest
import structlog

from webapp.logging import LogForm, configure_logging, mask

TOKEN = "Zt4-V9bQ_m1xYw7LkE2sRf0aHc8uNpJ3dGiO5vTqB6A"
MASKED = [
    ("我的手机是13812345678，谢谢", "我的手机是[mobile]，谢谢"),
    ("138-1234-5678", "[mobile]"),
    ("138 1234 5678", "[mobile]"),
    ("1381 234 5678", "[mobile]"),
    ("+8613812345678", "[mobile]"),
    ("+86 138 1234 5678", "[mobile]"),
    ("008613812345678", "[bank-card]"),  # it could be either
    ("013812345678", "[mobile]"),
    ("电话１３８１２３４５６７８。", "电话[mobile]。"),
    ("13812345678,13912345678", "[mobile],[mobile]"),
    ("tel:19912345678;", "tel:[mobile];"),
    ("身份证320602199001011234", "身份证[id-card]"),
    ("32060219900101123X", "[id-card]"),
    ("32060219900101123x号", "[id-card]号"),
    ("320602 19900101 123X", "[id-card]"),
    ("320602900101123", "[id-card]"),
    ("发到wang.li+club@mail.example.com吧", "发到[e-mail]吧"),
    ("A_b%c@qq.com", "[e-mail]"),
    ("wang＠example．com", "[e-mail]"),
    ("<wang@example.com>", "<[e-mail]>"),
    ("卡号6222021234567890123", "卡号[bank-card]"),
    ("6222 0212 3456 7890 123", "[bank-card]"),
    ("4111-1111-1111-1111", "[bank-card]"),
    ("378282246310005", "[bank-card]"),
    (f"/c/{TOKEN}/messages", "/c/[token]/messages"),
    (f"钥匙{TOKEN}。", "钥匙[token]。"),
    (f"token={TOKEN}&after=3", "token=[token]&after=3"),
]
KEPT = [
    "A区3号场20:30有空吗？",
    "羽毛球25元/小时，2026-11-21 10:00起",
    "2026-11-21T10:00:00.123456Z",
    "0513-85012345",
    "工单1001，会员卡10086",
    "20261121100000",
    "1732183200.123456",
    "12812345678",
    "badminton-price-in-the-evening-and-at-the-weekend",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "@小王",
    "3f2a8c9e-1b4d-4e6f-8a7b-9c0d1e2f3a4b",
]


@pytest.mark.parametrize(("text", "shown"), MASKED)
def test_what_identifies_a_person_is_masked_and_the_rest_stays(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert mask(text) == text


def test_every_conversation_token_is_masked() -> None:
    for _ in range(500):
        assert mask(f"/c/{secrets.token_urlsafe(32)}/messages") == "/c/[token]/messages"


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "a." * 25_000, "A1-" * 20_000, "1 " * 25_000, "@" * 50_000]
)
def test_a_hostile_text_is_masked_to_its_end(text: str) -> None:
    """At its length squared each would outlast the limit of every test."""
    assert mask(text + " 13812345678 ").endswith("[mobile] ")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_no_string_of_an_event_escapes_however_deep(lines: io.StringIO) -> None:
    configure_logging(stream=lines)
    structlog.contextvars.bind_contextvars(path=f"/c/{TOKEN}")
    structlog.get_logger("ask").info(
        "问题 13812345678",
        question={"text": ["打13812345678", ("wang@example.com",)], "13812345678": 1},
        phone=13812345678,
        raw=b"13812345678",
        thing=Thing(),
        level_of_case=2,
        share=0.5,
        nothing=None,
    )
    event = json.loads(lines.getvalue())
    assert event["event"] == "问题 [mobile]"
    assert event["question"] == {"text": ["打[mobile]", ["[e-mail]"]], "[mobile]": 1}
    assert (event["phone"], event["raw"]) == ("[mobile]", "b'[mobile]'")
    assert event["thing"] == "Thing('[mobile]')"
    assert event["path"] == "/c/[token]"
    assert (event["level_of_case"], event["share"], event["nothing"]) == (2, 0.5, None)
    assert (event["level"], event["logger"]) == ("info", "ask")
    assert event["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", LogForm)
def test_tracebacks_and_lines_of_other_libraries_are_masked_too(
    lines: io.StringIO, form: LogForm
) -> None:
    configure_logging(form, stream=lines)
    logging.getLogger("werkzeug").info("GET %s", f"/c/{TOKEN}?mail=wang@example.com")
    try:
        raise ValueError("不能识别 13812345678")
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("other").exception("failed")
    written = lines.getvalue()
    assert "ValueError" in written
    assert written.count("[mobile]") >= 2
    for secret in ("13812345678", "wang@example.com", TOKEN):
        assert secret not in written


def test_the_level_and_one_event_a_line_are_kept(lines: io.StringIO) -> None:
    configure_logging(level="WARNING", stream=lines)
    configure_logging(level="WARNING", stream=lines)
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("two\nlines")
    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["two\nlines"]


class Thing:
    def __repr__(self) -> str:
        return "Thing('13812345678')"
