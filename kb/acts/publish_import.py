"""A file of entries is approved as a whole by a second person: each of its texts is published as
if reviewed by itself, and what cannot be is left in review."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.foresee import Foreseer
from kb.acts.publish import publish
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.knowledge.importing import find_import, in_review


@dataclass(frozen=True)
class Approved:
    """`position`: of the last row that was dealt with. `left`: entries that stay in review, and
    why."""

    position: int
    published: int
    left: tuple[tuple[str, str], ...]
    finished: bool


def publish_rows(
    session: Session,
    import_id: int,
    *,
    after: int,
    by: int,
    now: datetime,
    foreseer: Foreseer | None = None,
    most: int = 20,
) -> Approved:
    """The next rows behind that position whose texts wait for review just as they were written."""
    found = find_import(session, import_id)
    if found.by_id == by:
        raise Conflict(
            "这个文件是您自己交的，不能由您通过。", code="own_text", mend="请另一位同事审核。"
        )
    rows = in_review(session, import_id, after=after, most=most)
    left: list[tuple[str, str]] = []
    for row in rows:
        try:
            with session.begin_nested():
                publish(
                    session, row.entry_id, seen=row.revision or 0, by=by, now=now, foreseer=foreseer
                )
        except (Conflict, BadInput) as error:
            left.append((row.entry_id, error.message))
    position = rows[-1].position if rows else after
    published = len(rows) - len(left)
    if rows:
        record(
            session, "import_approved", "import", import_id, by=by, now=now,
            rows=published, left=[entry_id for entry_id, _ in left],
        )  # fmt: skip
    return Approved(position, published, tuple(left), finished=len(rows) < most)


def foresee_next(
    session: Session, import_id: int, *, after: int, now: datetime, foreseer: Foreseer
) -> None:
    """What the next text would change takes a while to find out, and is remembered: whoever asks
    for it before the transaction that publishes keeps that one short."""
    for row in in_review(session, import_id, after=after, most=1):
        foreseer.foresee(session, row.entry_id, now=now)
