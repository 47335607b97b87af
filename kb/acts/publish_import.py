"""A file of entries is approved as a whole by a second person: each of its texts is published as
if reviewed by itself, and what cannot be is left in review."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.foresee import Foreseer, Harmless
from kb.acts.publish import publish
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.knowledge import find_revision
from kb.knowledge.importing import ImportRow, find_import, in_review

TOGETHER = 20
"""rows that are looked at, and published, in one step"""


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
    harmless: Harmless | None = None,
    most: int = TOGETHER,
) -> Approved:
    """The next rows behind that position whose texts wait for review just as they were written.
    What was found `harmless` is not looked at once more, unless the base has moved since."""
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
                _publish(session, row, by=by, now=now, foreseer=foreseer, harmless=harmless)
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


def look_ahead(
    session: Session, import_id: int, *, after: int, now: datetime, foreseer: Foreseer
) -> Harmless | None:
    """What the next texts would change takes seconds to find out: together, and before the
    transaction that publishes them. None where one of them breaks something, or holds later only:
    then each is looked at by itself."""
    rows = in_review(session, import_id, after=after, most=TOGETHER)
    texts = [find_revision(session, each.entry_id, each.revision or 0) for each in rows]
    if not rows or any(each.valid_from and each.valid_from > now for each in texts):
        return None
    return foreseer.harmless(session, [each.entry_id for each in rows], now=now)


def _publish(
    session: Session,
    row: ImportRow,
    *,
    by: int,
    now: datetime,
    foreseer: Foreseer | None,
    harmless: Harmless | None,
) -> None:
    known = foreseer is not None and foreseer.still(harmless, row.entry_id)
    publish(
        session,
        row.entry_id,
        seen=row.revision or 0,
        by=by,
        now=now,
        foreseer=harmless if known else foreseer,
    )
