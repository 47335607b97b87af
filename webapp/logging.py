"""Events as JSON lines or for a terminal; what identifies a person is masked by its value.

A field's name is no protection: members write their telephone number into the question.
So every string of every event is searched, in nested values, tracebacks and the lines of other
libraries too. Erring is allowed in one direction: a long number may be masked needlessly.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from kb.terms import LabelledEnum

# Full-width digits, letters' sign and dashes as members type them on a Chinese keyboard.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９＠．－＋Ｘｘ", "0123456789@.-+Xx")

_KEY = r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{43,}(?![\w-])"
_MAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_ID_CARD = (
    r"(?<!\d)\d{6}[- ]?(?:(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}[\dXx]"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?!\d)"
)
_BANK_CARD = r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)"
_MOBILE = (
    r"(?<!\d)(?:(?:\+|00)?86[ .-]?|0)?(?:1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}"
    r"|1[3-9]\d{2}[ .-]\d{3}[ .-]\d{4})(?!\d)"
)

# Longest first: a card number contains what looks like a telephone number.
_MASKS = tuple(
    (re.compile(pattern, re.ASCII), f"[{name}]")
    for name, pattern in {
        "token": _KEY,
        "e-mail": _MAIL,
        "id-card": _ID_CARD,
        "bank-card": _BANK_CARD,
        "mobile": _MOBILE,
    }.items()
)


class LogForm(LabelledEnum):
    JSON = "json", "JSON 行"
    CONSOLE = "console", "终端"


def configure_logging(
    form: LogForm = LogForm.JSON, *, level: str = "INFO", stream: TextIO | None = None
) -> None:
    """Also takes over the standard library's logging, so that Flask, Werkzeug and gunicorn pass
    the same masks. `level` is a name like INFO; `stream` is stderr unless given."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(form, before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _formatter(form: LogForm, before: list[Processor]) -> logging.Formatter:
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if form is LogForm.CONSOLE
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_event, last],
    )


def mask_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor; goes right before the renderer."""
    return {mask(key): masked(value) for key, value in event.items()}


def masked(value: object) -> Any:
    """The same value with every string in it masked; what is no plain value becomes text."""
    match value:
        case str():
            return mask(value)
        case None | bool() | int() | float():
            text = mask(str(value))
            return value if text == str(value) else text
        case Mapping():
            return {mask(str(key)): masked(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked(each) for each in value]
        case _:
            return mask(repr(value))


def mask(text: str) -> str:
    for pattern, label in _MASKS:
        text = _replace(pattern, label, text)
    return text


def _replace(pattern: re.Pattern[str], label: str, text: str) -> str:
    # The search sees half-width characters, the rest of the text stays as it was written.
    pieces, end = [], 0
    for found in pattern.finditer(text.translate(_HALF_WIDTH)):
        pieces += [text[end : found.start()], label]
        end = found.end()
    return "".join([*pieces, text[end:]])
