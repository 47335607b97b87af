"""The whole base with all that ever happened to it as one file, and back into an empty one."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import groupby, islice
from typing import Any, BinaryIO

from sqlalchemy import Date, FromClause, Table, func, insert, select
from sqlalchemy.orm import Session

from kb.contributions import Contribution, Reversal
from kb.counter import take_numbers
from kb.db import Base, UTCDateTime
from kb.errors import BadInput, Conflict
from kb.history import Event, record
from kb.knowledge import Entry, LightPublication, Publication, Review, Revision
from kb.knowledge.light import SecondLook
from kb.knowledge.publication import SERIES
from kb.knowledge.verification import Verification
from kb.people.accounts import hire
from kb.people.password import Passwords
from kb.people.person import Person

FORM = "courtside-archive"
VERSION = 1
# What refers to something comes after it.
KINDS: dict[str, type[Base]] = {
    "entry": Entry,
    "revision": Revision,
    "review": Review,
    "publication": Publication,
    "light": LightPublication,
    "second_look": SecondLook,
    "verification": Verification,
    "contribution": Contribution,
    "reversal": Reversal,
    "event": Event,
}
# Ids that only count rows are given out anew; those that others refer to are kept.
RECOUNTED = {"review", "event"}
AT_ONCE = 500
Progress = Callable[[int], object]


def write_archive(session: Session, file: BinaryIO, progress: Progress = lambda _: None) -> None:
    """JSON, a line a row; people by their log-ins. The same base gives the same bytes."""
    logins = {each.id: each for each in session.scalars(select(Person))}
    _line(file, {"form": FORM, "version": VERSION})
    for person_id in sorted(_mentioned(session), key=lambda each: logins[each].login):
        found = logins[person_id]
        _line(file, {"row": "person", "login": found.login, "name": found.name})
    for kind, mapped in KINDS.items():
        table = _table(mapped)
        rows = select(table).order_by(*table.primary_key.columns)
        if mapped is Event:
            rows = rows.where(Event.subject_type == "entry")
        for row in session.execute(rows.execution_options(yield_per=AT_ONCE)).mappings():
            _line(file, {"row": kind} | _written(kind, table, row, logins))
            progress(1)


def is_archive(file: BinaryIO) -> bool:
    file.seek(0)
    first = file.readline(200)
    file.seek(0)
    try:
        return bool(json.loads(first)["form"] == FORM)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def restore_archive(
    session: Session,
    file: BinaryIO,
    *,
    passwords: Passwords,
    by: int | None,
    now: datetime,
    progress: Progress = lambda _: None,
) -> dict[str, int]:
    """How many rows of each kind; all of them or none. Only where nobody wrote anything yet. Who is
    mentioned and has no account gets one without rights, and with a password nobody knows."""
    if session.scalar(select(Entry.id).limit(1)) is not None:
        raise Conflict(
            "知识库里已经有条目了。",
            code="base_not_empty",
            mend="整库恢复只能用在空的知识库；要改现有条目，请用普通的导入。",
        )
    file.seek(0)
    people = {each.login: each.id for each in session.scalars(select(Person))}
    counts: dict[str, int] = {}

    def hire_missing(login: str, name: str) -> None:
        if login not in people:
            secret = secrets.token_urlsafe(32)
            hired = hire(
                session, login, name, secret, roles=[], passwords=passwords, by=by, now=now
            )
            people[login] = hired.id

    for kind, rows in groupby(_lines(file, people, hire_missing), key=lambda each: each[0]):
        while chunk := [row for _, row in islice(rows, AT_ONCE)]:
            session.execute(insert(_table(KINDS[kind])), chunk)
            counts[kind] = counts.get(kind, 0) + len(chunk)
            progress(len(chunk))
    _go_on_counting(session)
    record(session, "archive_restored", "corpus", 0, by=by, now=now, rows=counts)
    session.flush()
    return counts


def _lines(
    file: BinaryIO, people: dict[str, int], hire_missing: Callable[[str, str], None]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, raw in enumerate(file, start=1):
        try:
            found = json.loads(raw)
            kind = found.pop("row", None)
            if number == 1:
                _require_form(found)
            elif kind == "person":
                hire_missing(found["login"], found["name"])
            else:
                yield kind, _read(_table(KINDS[kind]), found, people)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput(
                f"第 {number} 行不是整库导出里的一行。",
                field="file",
                code="broken_archive",
                mend="请用 courtside export --history 重新导出。",
            ) from error


def _require_form(found: dict[str, Any]) -> None:
    if found["version"] != VERSION:
        raise BadInput(
            f"这是第 {found['version']} 版的整库导出，这里只认第 {VERSION} 版。",
            field="file",
            code="archive_version",
        )


def _mentioned(session: Session) -> set[int]:
    found: set[int] = set()
    for mapped in KINDS.values():
        table = _table(mapped)
        for name in _people(table):
            ids = select(table.c[name]).distinct()
            if mapped is Event:
                ids = ids.where(Event.subject_type == "entry")
            found |= {each for each in session.scalars(ids) if each is not None}
    return found


def _written(kind: str, table: Table, row: Any, logins: dict[int, Person]) -> dict[str, Any]:
    """Without what is empty."""
    found: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if value is None or (kind in RECOUNTED and column.name == "id"):
            continue
        if column.name in _people(table):
            value = logins[value].login
        elif isinstance(value, datetime | date):
            value = value.isoformat()
        found[column.name] = getattr(value, "value", value)
    return found


def _read(table: Table, found: dict[str, Any], people: dict[str, int]) -> dict[str, Any]:
    columns = [column.name for column in table.columns]
    unknown = found.keys() - set(columns)
    if unknown:
        raise KeyError(*unknown)
    row = {name: found.get(name) for name in columns if name in found or name != "id"}
    for name in _people(table) & found.keys():
        row[name] = people[found[name]]
    for column in table.columns:
        value = row.get(column.name)
        if value is None:
            continue
        if isinstance(column.type, UTCDateTime):
            row[column.name] = datetime.fromisoformat(value)
        elif isinstance(column.type, Date):
            row[column.name] = date.fromisoformat(value)
    return row


def _go_on_counting(session: Session) -> None:
    """What is published next comes after all that was."""
    numbers = (Publication.number, Verification.number)
    last = max(session.scalar(select(func.max(each))) or 0 for each in numbers)
    if last:
        taken = take_numbers(session, SERIES)[0]
        if taken < last:
            take_numbers(session, SERIES, last - taken)
    if session.get_bind().dialect.name == "postgresql":  # which counts apart from the rows
        counter = func.pg_get_serial_sequence(_table(Contribution).name, "id")
        highest = func.coalesce(func.max(Contribution.id), 1)
        session.execute(select(func.setval(counter, highest)))


@cache
def _people(table: Table) -> frozenset[str]:
    """Columns that name a colleague; history keeps one without a foreign key."""
    found = {
        column.name
        for column in table.columns
        if any(key.column.table is Person.__table__ for key in column.foreign_keys)
    }
    return frozenset(found | ({"by_id"} if table is Event.__table__ else set()))


def _table(mapped: type[Base]) -> Table:
    table: FromClause = mapped.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{mapped.__name__} has no table")
    return table


def _line(file: BinaryIO, document: dict[str, Any]) -> None:
    file.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
