"""One form of bytes for one content: sorted keys, exact numbers as text, moments in UTC."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel


def canonical(value: object) -> bytes:
    return _dump(value)


def checksum(value: object) -> str:
    """The same whatever the order in which rows were read."""
    return hashlib.sha256(_dump(_sorted(json.loads(_dump(value))))).hexdigest()


def _dump(value: object) -> bytes:
    return json.dumps(
        value,
        default=_plain,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json")
        case set() | frozenset():
            return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    raise TypeError(f"figures are not made of a {type(value).__name__}")


def _sorted(value: Any) -> Any:
    match value:
        case dict():
            return {key: _sorted(each) for key, each in value.items()}
        case list():
            return sorted((_sorted(each) for each in value), key=_dump)
    return value
