"""Events as JSON lines or for a terminal; what identifies a person is masked by its value.

A field's name is no protection: members write their telephone number into the question.
So every string of every event is searched, in nested values, tracebacks and the lines of other
libraries too. Erring is allowed in one direction: a long number may be masked needlessly.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from kb.terms import LabelledEnum
from kb.text.masking import mask


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
