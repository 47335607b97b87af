"""Column types that behave alike on SQLite and PostgreSQL, and which Python type gets which."""

import enum
import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Enum,
    SmallInteger,
    Table,
    TypeDecorator,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB

from kb.terms import Level


class UTCDateTime(TypeDecorator[datetime]):
    """Stored in UTC, read back aware and in UTC; a naive moment is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        # SQLite keeps text: one form for all moments lets it compare and sort them.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LevelNumber(TypeDecorator[Level]):
    """A Level as the number 1, 2 or 3."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Level | None, dialect: Dialect) -> int | None:
        return None if value is None else int(Level(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Level | None:
        return None if value is None else Level(value)


@event.listens_for(Column, "after_parent_attach")
def _allow_known_levels_only(column: Column[Any], table: Table) -> None:
    if isinstance(column.type, LevelNumber):
        known = f"{column.name} BETWEEN {min(Level)} AND {max(Level)}"
        table.append_constraint(CheckConstraint(known, name=column.name))


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


# Room for longer values later: a new member then changes the CHECK constraint only.
_AS_TEXT: dict[str, Any] = {
    "native_enum": False,
    "create_constraint": True,
    "validate_strings": True,
    "values_callable": _values,
    "length": 32,
}


def labelled_text(kind: type[enum.Enum], name: str) -> Enum:
    """For the second column of one enum in a table, whose CHECK constraint needs its own name.
    Otherwise `Mapped[Category]` is enough (ck_<table>_category)."""
    return Enum(kind, name=name, **_AS_TEXT)


# SQL NULL, never JSON null, for a missing document.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

COLUMN_TYPES: dict[Any, Any] = {
    datetime: UTCDateTime,
    date: Date,
    Level: LevelNumber,
    enum.Enum: Enum(enum.Enum, **_AS_TEXT),
    dict[str, Any]: Json,
    list[str]: Json,
    list[int]: Json,
    list[dict[str, Any]]: Json,
}


def dump_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
