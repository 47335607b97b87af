"""A row about one member in each table that could hold one, also in tables yet to come."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Enum,
    Integer,
    String,
    Table,
    TypeDecorator,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from kb.acts.traces import ABOUT, APART, NAMED, words_of
from kb.db import Base
from world import AFTERNOON

SETTINGS = frozenset({
    *("counters", "form_versions", "letter_templates", "policy_versions", "policy_changes"),
    *("lexicon_changes", "saved_views", "special_days", "standard_phrases"),
    *("standard_phrase_texts", "subscriptions", "group_kinds", "simulations", "simulated_parts"),
    *("daily_tallies", "tally_marks", "mail_marks"),
})  # fmt: skip
ABOUT_KNOWLEDGE = frozenset({
    *("bulk_acts", "bulk_items", "contributions", "reversals", "imports", "import_rows"),
    *("light_publications", "reviews", "second_looks", "verifications"),
})  # fmt: skip
ABOUT_COLLEAGUES = frozenset({
    *("coaching_plans", "coaching_notes", "coaching_outcomes", "consequences", "honours"),
    *("honour_decisions", "month_grades", "opinions", "quizzes", "quiz_questions", "quiz_answers"),
    *("sealed_months", "sealed_years", "restatements", "postings", "grants", "presences"),
    *("sightings", "member_erasures", "member_merges"),
})  # fmt: skip
NOT_OF_MEMBERS = SETTINGS | ABOUT_KNOWLEDGE | ABOUT_COLLEAGUES | APART
"""What stands there is about something else, or says by rule no name: a telephone number typed
there against it goes all the same."""
GROUND = frozenset({"entries", "publications"})
"""to which others lead"""
Hers = dict[str, Any]
"""values that lead to her, by `table.column`"""


def plant(session: Session, hers: Mapping[str, Any], said: str, but: frozenset[str]) -> set[str]:
    """The tables that now hold these words. SQLite only: what a row must be beside is not asked."""
    let_anything_stand(session)
    known, planted = dict(hers), set()
    for table in Base.metadata.sorted_tables:
        if table.name in (NOT_OF_MEMBERS | but) - GROUND:
            continue
        words = "" if table.name in GROUND else said
        values = {each.name: _value(each, known, words) for each in table.columns}
        given = {name: value for name, value in values.items() if value is not None}
        key = session.execute(insert(table).values(given)).inserted_primary_key
        for column, value in zip(table.primary_key, key or (), strict=True):
            known.setdefault(f"{table.name}.{column.name}", value)
        if words and words_of(table):
            planted.add(table.name)
    return planted


def let_anything_stand(session: Session) -> None:
    """For this connection, on SQLite."""
    session.execute(text("PRAGMA ignore_check_constraints = ON"))


def _value(column: Column[Any], hers: Hers, said: str) -> Any:
    table: Table = column.table
    led = [f"{key.column.table.name}.{key.column.name}" for key in column.foreign_keys]
    led.append(NAMED.get(column.name, ""))
    for each in led:
        if hers.get(each) is not None:
            return hers[each]
    if column.name in ("subject_id", "number") and not column.primary_key:
        number = hers[ABOUT["ticket"]]
        return str(number) if isinstance(column.type, String) else number
    if column in words_of(table):
        return said if isinstance(column.type, String) else [said]
    alone = column.primary_key and len(table.primary_key) == 1
    numbered = alone and column.autoincrement == "auto" and not column.foreign_keys
    if column.nullable or (numbered and isinstance(column.type, Integer)):
        return None
    return _plain(column)


def _plain(column: Column[Any]) -> Any:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    match kind:
        case Enum():
            wanted = "ticket" if "ticket" in kind.enums else kind.enums[0]
            return kind._object_lookup[wanted] if kind.enum_class else wanted
        case DateTime():
            return AFTERNOON
        case Date():
            return date(2026, 11, 18)
        case JSON():
            return []
        case String():
            return f"{column.table.name}-1"
    return 1


def first_of(session: Session, *names: str) -> Hers:
    """Of these `table.column`."""
    tables = Base.metadata.tables
    columns = {each: tables[each.partition(".")[0]].c[each.partition(".")[2]] for each in names}
    return {name: session.scalar(select(column).limit(1)) for name, column in columns.items()}
