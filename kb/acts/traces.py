"""Everything a member left in the database: their record, and what leads to it by any path.

Tables are followed by their foreign keys, so a room that joins later is found without a word here;
columns that name another room's row without such a key are known by their names. What bears the
member's own telephone or card number is theirs too, where it names no other member.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Enum,
    ForeignKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    or_,
    select,
)
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
ABOUT = {
    "ticket": "tickets.number",
    "complaint": "complaints.number",
    "suggestion": "suggestions.number",
    "form": "filled_forms.id",
    "member": "members.id",
}
"""subjects of notices, notes, clocks"""
SUBJECTS = (("subject_type", "subject_id"), ("matter", "number"))
"""the columns that name such a subject"""
CALLED_ABOUT = {
    "members": ("birthday", "anniversary"),
    "prospects": ("prospect",),
    "complaints": ("complaint",),
    "follow_ups": ("follow-up",),
    "filled_forms": ("form",),
}
"""what calls are about, as their keys begin"""
REACHED_BY = ("phone", "email", "card", "contact")
"""columns that hold a number of the person whom a row is about"""
ABOUT_OTHERS = frozenset({"referral_slips"})
"""where such a column names somebody else: the owner of what was complained about"""
SHARED = (
    ("handover_items", "handover_id", "handovers", "id"),
    ("ruled_questions", "ruling_id", "rulings", "id"),
    ("repeated_complaints", "action_id", "corrective_actions", "id"),
    ("corrective_actions", "id", "corrective_reports", "action_id"),
    ("corrective_actions", "id", "corrective_checks", "action_id"),
    ("corrective_actions", "id", "corrective_dismissals", "action_id"),
)
"""from rows of theirs to what is about others as well"""
APART = frozenset({"history", "people", "login_sessions", "entries", "revisions", "publications"})
"""never reached: colleagues, and knowledge, which is everybody's"""


@dataclass(frozen=True, slots=True)
class Path:
    """Rows of `table` whose `column` is among the values of `target`, and `only` holds."""

    table: Table
    column: Column[Any]
    target: Column[Any]
    only: ColumnElement[bool] | None = None


Rows = dict[tuple[Any, ...], Row]
"""by primary key"""


def traces_of(
    session: Session, member_ids: Sequence[int], numbers: Sequence[str] = ()
) -> dict[str, list[Row]]:
    """Rows by table, the members' own first; each row once. `numbers`: what bears one of them is
    theirs as well."""
    members = Base.metadata.tables["members"]
    found: dict[str, Rows] = {}
    fresh = {"members": _rows(session, members, members.c.id.in_(member_ids))}
    fresh |= dict(_bearing(session, member_ids, numbers))
    paths = list(_paths())
    while fresh:
        for name, rows in fresh.items():
            found.setdefault(name, {}).update(rows)
        fresh = _next(session, paths, fresh, found)
    found |= _arranged(session, found)
    return {name: list(rows.values()) for name, rows in found.items()}


def shared_of(session: Session, traces: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """With what these rows share with others, such as the note of a shift on several tickets: to
    be looked through for their words, and shown to nobody."""
    tables, found = Base.metadata.tables, dict(traces)
    found["ruled_questions"] = [*found.get("ruled_questions", ()), *_ruled_misses(session, traces)]
    for own, column, shared, key in SHARED:
        values = {row[column] for row in found.get(own, ())}
        rows = _rows(session, tables[shared], tables[shared].c[key].in_(values)) if values else {}
        found[shared] = [*found.get(shared, ()), *rows.values()]
    return found


def _ruled_misses(session: Session, traces: Mapping[str, list[Row]]) -> list[Row]:
    """A question of a gap that a colleague looked up in vain bears its number with the sign
    turned."""
    ruled = Base.metadata.tables["ruled_questions"]
    numbers = [-row["id"] for row in traces.get("lookup_misses", ())]
    return list(_rows(session, ruled, ruled.c.message_id.in_(numbers)).values())


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
    return isinstance(column.type, String | JSON)


def _bearing(
    session: Session, member_ids: Sequence[int], numbers: Sequence[str]
) -> Iterator[tuple[str, Rows]]:
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.columns if _reaches(each)]
        if not (columns and numbers) or table.name in {"members", *APART, *ABOUT_OTHERS}:
            continue
        wanted = or_(*(each.in_(numbers) for each in columns))
        if "member_id" in table.c:
            theirs = table.c.member_id
            wanted &= or_(theirs.is_(None), theirs.in_(member_ids))
        if rows := _rows(session, table, wanted):
            yield table.name, rows


def _reaches(column: Column[Any]) -> bool:
    return isinstance(column.type, String) and column.name.rpartition("_")[2] in REACHED_BY


def _arranged(session: Session, found: Mapping[str, Rows]) -> dict[str, Rows]:
    """When they were to be called: named by what it is about, `birthday:7:2026`."""
    arrangements = Base.metadata.tables["care_arrangements"]
    about = [
        f"{kind}:{key[0]}"
        for table, kinds in CALLED_ABOUT.items()
        for key in found.get(table, {})
        for kind in kinds
    ]
    key = arrangements.c.key
    theirs = or_(*(or_(key == each, key.startswith(f"{each}:")) for each in about))
    return {"care_arrangements": _rows(session, arrangements, theirs)} if about else {}


def _next(
    session: Session,
    paths: list[Path],
    fresh: dict[str, Rows],
    found: dict[str, Rows],
) -> dict[str, Rows]:
    """What leads to the fresh rows and was not found before."""
    later: dict[str, Rows] = {}
    for path in paths:
        values = [row[path.target.name] for row in fresh.get(path.target.table.name, {}).values()]
        if not values:
            continue
        known = found.get(path.table.name, {})
        if path.only is not None and isinstance(path.column.type, String):
            values = [str(each) for each in values]
        wanted = path.column.in_(values)
        rows = _rows(session, path.table, wanted if path.only is None else wanted & path.only)
        new = {key: row for key, row in rows.items() if key not in known}
        if new:
            later.setdefault(path.table.name, {}).update(new)
    return later


def _rows(session: Session, table: Table, wanted: ColumnElement[bool]) -> Rows:
    rows = session.execute(select(table).where(wanted)).mappings()
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
        yield from _paths_by_subject(table)


def _paths_by_subject(table: Table) -> Iterator[Path]:
    for kind, number in SUBJECTS:
        if kind not in table.c or number not in table.c:
            continue
        known = table.c[kind].type
        for subject, target_name in ABOUT.items():
            if isinstance(known, Enum) and subject not in known.enums:
                continue
            for target in _column(target_name):
                yield Path(table, table.c[number], target, table.c[kind] == subject)


def _column(name: str) -> Iterator[Column[Any]]:
    table, _, column = name.partition(".")
    if table in Base.metadata.tables:
        yield Base.metadata.tables[table].c[column]
