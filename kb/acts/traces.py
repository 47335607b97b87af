"""Everything a member left in the database: their record, and what leads to it by any path.

Tables are followed by their foreign keys, so a room that joins later is found without a word here;
columns that name another room's row without such a key are known by their names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Enum, ForeignKeyConstraint, String, Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from kb.db import Base

Row = Mapping[str, Any]

NAMED = {
    "member_id": "members.id",
    "conversation_id": "conversations.id",
    "message_id": "messages.id",
    "outcome_id": "outcomes.id",
    "ticket_number": "tickets.number",
    "complaint_number": "complaints.number",
    "suggestion_number": "suggestions.number",
}
ABOUT = {"ticket": "tickets.number", "complaint": "complaints.number", "member": "members.id"}
"""subject types of notices and the like, beside `subject_id`"""
APART = frozenset({"history", "people", "login_sessions", "entries", "revisions", "publications"})
"""never reached: colleagues, and knowledge, which is everybody's"""


@dataclass(frozen=True, slots=True)
class Path:
    """Rows of `table` whose `column` is among the values of `target`."""

    table: Table
    column: Column[Any]
    target: Column[Any]
    subject: str = ""


def traces_of(session: Session, member_ids: Sequence[int]) -> dict[str, list[Row]]:
    """Rows by table, the members' own first; each row once."""
    members = Base.metadata.tables["members"]
    found: dict[str, dict[tuple[Any, ...], Row]] = {}
    fresh = {"members": _rows(session, members, members.c.id, member_ids)}
    paths = list(_paths())
    while fresh:
        for name, rows in fresh.items():
            found.setdefault(name, {}).update(rows)
        fresh = _next(session, paths, fresh, found)
    return {name: list(rows.values()) for name, rows in found.items()}


def words_of(table: Table) -> list[Column[Any]]:
    """Its columns of free text and of documents; not keys, hashes and enums."""
    fixed = {each.name for each in table.primary_key}
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint | ForeignKeyConstraint):
            fixed |= {each.name for each in rule.columns}
    return [
        each
        for each in table.columns
        if each.name not in fixed and not isinstance(each.type, Enum) and _holds_words(each)
    ]


def _holds_words(column: Column[Any]) -> bool:
    return isinstance(column.type, String) or column.type.python_type in (dict, list)


def _next(
    session: Session,
    paths: list[Path],
    fresh: dict[str, dict[tuple[Any, ...], Row]],
    found: dict[str, dict[tuple[Any, ...], Row]],
) -> dict[str, dict[tuple[Any, ...], Row]]:
    """What leads to the fresh rows and was not found before."""
    later: dict[str, dict[tuple[Any, ...], Row]] = {}
    for path in paths:
        values = [row[path.target.name] for row in fresh.get(path.target.table.name, {}).values()]
        if not values:
            continue
        known = found.get(path.table.name, {})
        rows = _rows(session, path.table, path.column, values, path.subject)
        new = {key: row for key, row in rows.items() if key not in known}
        if new:
            later.setdefault(path.table.name, {}).update(new)
    return later


def _rows(
    session: Session,
    table: Table,
    column: Column[Any],
    values: Sequence[Any],
    subject: str = "",
) -> dict[tuple[Any, ...], Row]:
    wanted = [str(each) for each in values] if subject else list(values)
    query = select(table).where(column.in_(wanted))
    if subject:
        query = query.where(table.c.subject_type == subject)
    rows = session.execute(query).mappings()
    return {tuple(row[each.name] for each in table.primary_key): dict(row) for row in rows}


def _paths() -> Iterator[Path]:
    for table in Base.metadata.sorted_tables:
        if table.name in APART:
            continue
        for column in table.columns:
            targets = {each.column for each in column.foreign_keys}
            if not targets:
                named = _column(NAMED.get(column.name, ""))
                targets = {each for each in named if type(each.type) is type(column.type)}
            for target in targets:
                if target.table.name not in APART and target is not column:
                    yield Path(table, column, target)
        if "subject_type" in table.c and "subject_id" in table.c:
            for subject, target_name in ABOUT.items():
                for target in _column(target_name):
                    yield Path(table, table.c.subject_id, target, subject)


def _column(name: str) -> Iterator[Column[Any]]:
    table, _, column = name.partition(".")
    if table in Base.metadata.tables:
        yield Base.metadata.tables[table].c[column]
