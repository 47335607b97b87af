"""All that is kept about one member, for the member: what they may ask for by law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from kb.acts.traces import Row, traces_of
from kb.db.columns import dump_json
from kb.history import record
from kb.members.looking import Look, looks_at
from kb.members.member import Member, lock_living, one_and_the_same

SECRET = ("token_hash", "key", "link")
"""what would open or copy something"""


@dataclass(frozen=True, slots=True)
class Export:
    """`tables`: rows by table, plain values only."""

    member: Member
    made_at: datetime
    tables: Mapping[str, Sequence[Row]]
    looks: Sequence[Look]

    def as_json(self) -> str:
        looks = [
            {"at": each.at.isoformat(), "what": each.what, "page": each.page} for each in self.looks
        ]
        body = {
            "member": self.member.id,
            "made_at": self.made_at.isoformat(),
            "tables": self.tables,
            "looks": looks,
        }
        return dump_json(body)


def export_member(session: Session, member: Member, why: str, *, by: int, now: datetime) -> Export:
    """`why` is one of the reasons the page offers, not typed text."""
    lock_living(session, member)
    ids = one_and_the_same(session, member)
    found = traces_of(session, ids)
    record(session, "exported", "member", member.id, by=by, now=now, why=why)
    session.flush()
    tables = {name: [_plain_row(each) for each in rows] for name, rows in found.items()}
    return Export(member, now, tables, looks_at(session, ids))


def _plain_row(row: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if name not in SECRET}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
