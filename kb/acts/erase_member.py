"""A member is forgotten: their record is emptied and their words are masked; figures and history
stay, without the person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, and_, cast, or_, select, text, update
from sqlalchemy.orm import Session

from kb.acts.traces import ABOUT_OTHERS, APART, Row, shared_of, traces_of, words_of
from kb.db import Base
from kb.errors import Conflict
from kb.forms.field import FieldType
from kb.forms.version import FormVersion
from kb.members.erasing import Erasure, confirm_erasure, require_confirmable
from kb.members.member import Member, find_member, one_and_the_same
from kb.terms import Level
from kb.text.masking import mask
from kb.tickets.refer import NO_NAME

GONE = "（已删除）"
OWN_FIELDS = ("name", "phone", "email", "card", "address", "giver", "contact", "found_by")
"""columns and form fields about the member that hold nothing but who it is"""
NOBODY = frozenset({GONE, NO_NAME, "会员", "匿名", "先生", "女士", "家长"})
"""what stands for a name and names nobody"""
PRIVATE = frozenset({"birthday", "health"})
"""fields of forms that are the member's alone, beside those that say who it is"""
SAYS_WHO = (FieldType.MEMBER, FieldType.SIGNATURE)
FORMS = frozenset({"filled_forms", "form_revisions"})
SETTLED = frozenset({"closed", "merged", "withdrawn"})
"""the last states of tickets and complaints"""
SHORTEST = 4
"""a shorter number is no sign of a person in rows about others"""


def erase_member(session: Session, erasure: Erasure, *, by: int, now: datetime) -> Erasure:
    require_confirmable(session, erasure, by=by)
    member = find_member(session, erasure.member_id)
    ids = one_and_the_same(session, member)
    records = [find_member(session, each) for each in ids]
    numbers = _numbers(records)
    traces = traces_of(session, ids, numbers)
    _require_no_reason_to_keep(traces)
    own = {*numbers, *_called(traces)}
    private = _private_fields(session)
    for name, rows in shared_of(session, traces).items():
        if name != "members":
            table = Base.metadata.tables[name]
            keys = private if name in FORMS else frozenset()
            _mask_rows(session, table, rows, sorted(own, key=len, reverse=True), keys)
    left = _mask_elsewhere(session, numbers, set(traces))
    session.expire_all()
    return confirm_erasure(session, erasure, left=left, by=by, now=now)


def reasons_to_keep(session: Session, member: Member) -> list[str]:
    """What is still in progress, as the page says it; empty where the member may be erased."""
    ids = one_and_the_same(session, member)
    records = [find_member(session, each) for each in ids]
    return list(_reasons(traces_of(session, ids, _numbers(records))))


def _require_no_reason_to_keep(traces: Mapping[str, Sequence[Row]]) -> None:
    reasons = list(_reasons(traces))
    if reasons:
        raise Conflict(
            f"现在还不能删除：{'；'.join(reasons)}。",
            code="must_be_kept",
            mend="请先处理完，再确认删除。",
        )


def _reasons(traces: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    for ticket in traces.get("tickets", ()):
        if ticket["level"] is Level.THREE and ticket["state"] not in SETTLED:
            yield f"三级工单 {ticket['number']} 还在处理"
    for complaint in traces.get("complaints", ()):
        if complaint["state"] not in SETTLED:
            yield f"投诉 {complaint['number']} 还没有结束"


def _numbers(records: Sequence[Member]) -> list[str]:
    every = {number for each in records for number in (each.phone, each.email, each.card)}
    return sorted(each for each in every if each and len(each) >= SHORTEST)


def _called(traces: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """The name on the record, and what the member was called, lived at and could be reached by
    wherever they gave it."""
    for name, rows in traces.items():
        said = [each for each in words_of(Base.metadata.tables[name]) if _says_who(each)]
        for value in (row[each.name] for row in rows for each in said):
            if isinstance(value, str) and len(value) > 1 and value not in NOBODY:
                yield value


def _private_fields(session: Session) -> frozenset[str]:
    """Of forms, in every version: what says who somebody is."""
    versions = session.scalars(select(FormVersion))
    fields = (each for version in versions for each in version.form.fields)
    return PRIVATE | frozenset(
        key
        for each in fields
        if each.is_private or each.type in SAYS_WHO or _is_own(each.id)
        for key in each.keys
    )


def _mask_rows(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    own: list[str],
    private: frozenset[str] = frozenset(),
) -> None:
    columns = words_of(table)
    with _growing_only_lifted(session, table.name):
        for row in rows:
            changed = {
                each.name: masked
                for each in columns
                if (masked := _masked(each, row[each.name], own, private)) != row[each.name]
            }
            if changed:
                session.execute(update(table).where(_is(table, row)).values(**changed))


def _masked(column: Column[Any], value: Any, own: list[str], private: frozenset[str]) -> Any:
    if value and isinstance(value, str) and _says_who(column):
        return GONE
    return _throughout(value, lambda said: _without(mask(said), own), private)


def _says_who(column: Column[Any]) -> bool:
    return column.table.name not in ABOUT_OTHERS and _is_own(column.name)


def _is_own(name: str) -> bool:
    return any(name == each or name.endswith(f"_{each}") for each in OWN_FIELDS)


def _without(said: str, own: list[str]) -> str:
    for each in own:
        said = said.replace(each, GONE)
    return said


def _throughout(value: Any, change: Callable[[str], str], private: frozenset[str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {
                key: GONE if each and key in private else _throughout(each, change, private)
                for key, each in value.items()
            }
        case list():
            return [_throughout(each, change, private) for each in value]
    return value


def _mask_elsewhere(session: Session, numbers: list[str], seen: set[str]) -> list[str]:
    """Numbers are nobody else's: they go wherever they stand. Tables of the record, where they had
    to stay, are named."""
    left = []
    for table in Base.metadata.sorted_tables:
        if table.name == "members" or not numbers:
            continue
        rows = _holding(session, table, numbers)
        if rows and table.name in APART:
            left.append(table.name)
        elif rows:
            _mask_rows(session, table, rows, numbers)
    return sorted({*left} - seen)


def _holding(session: Session, table: Table, numbers: list[str]) -> list[Row]:
    said = [cast(each, String) for each in words_of(table)]
    if not said:
        return []
    held = or_(*(each.contains(number, autoescape=True) for each in said for number in numbers))
    return [dict(row) for row in session.execute(select(table).where(held)).mappings()]


def _is(table: Table, row: Row) -> Any:
    return and_(*(each == row[each.name] for each in table.primary_key))


@contextmanager
def _growing_only_lifted(session: Session, table: str) -> Iterator[None]:
    """For this one right that stands above the rule that some tables only grow. The history is
    never among them. Others do not see it: all of it is one transaction."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        yield
        session.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
        return
    asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = session.execute(asked, {"table": table}).all()
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    for _, sql in triggers:
        session.execute(text(sql))
