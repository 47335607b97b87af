"""Forms in the database, as versions: what was filled in keeps the form it was filled in with."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict, NotFound
from kb.forms.template import Form
from kb.history import record


class FormVersion(Base):
    """`retired_at`: since when none may be filled in any more; only ever of the newest."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    checksum: Mapped[str]
    adopted_at: Mapped[datetime]
    by_id: Mapped[int | None]
    retired_at: Mapped[datetime | None]

    @property
    def form(self) -> Form:
        return Form.model_validate(self.body)


def adopt_forms(
    session: Session, forms: Iterable[Form], *, by: int | None, now: datetime
) -> list[FormVersion]:
    """The versions written: one for each form that differs from the one in force."""
    newest = {each.form_id: each for each in _newest(session)}
    written = []
    for form in forms:
        body = form.model_dump(mode="json")
        checksum = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        last = newest.get(form.id)
        if last is not None and last.checksum == checksum and last.retired_at is None:
            continue
        version = FormVersion(
            form_id=form.id, version=last.version + 1 if last else 1, body=body,
            checksum=checksum, adopted_at=now, by_id=by,
        )  # fmt: skip
        session.add(version)
        record(session, "adopted", "form", form.id, by=by, now=now, version=version.version)
        written.append(version)
    session.flush()
    return written


def retire_others(
    session: Session, forms: Iterable[Form], *, by: int | None, now: datetime
) -> list[FormVersion]:
    """Those that are not among these: what was filled in stays readable, none is added."""
    kept = {each.id for each in forms}
    gone = [each for each in current_forms(session) if each.form_id not in kept]
    for version in gone:
        version.retired_at = now
        record(session, "retired", "form", version.form_id, by=by, now=now, version=version.version)
    session.flush()
    return gone


def require_in_use(session: Session, form_id: str) -> FormVersion:
    found = newest_form(session, form_id)
    if found.retired_at is not None:
        raise Conflict(
            f"“{found.form.title}”已停用，不能再填。",
            code="retired_form",
            mend="已登记的还可以查看；请改用列表里的登记表。",
        )
    return found


def current_forms(session: Session) -> list[FormVersion]:
    """The newest version of each that is in use, in the order their files say."""
    return [each for each in every_form(session) if each.retired_at is None]


def every_form(session: Session) -> list[FormVersion]:
    """With those that were retired."""
    return sorted(_newest(session), key=lambda each: (each.body["place"], each.form_id))


def newest_form(session: Session, form_id: str) -> FormVersion:
    """Retired or not."""
    found = session.scalar(
        select(FormVersion)
        .where(FormVersion.form_id == form_id)
        .order_by(FormVersion.version.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound("没有这种登记表。", mend="请从登记表的列表里选。")
    return found


def _newest(session: Session) -> list[FormVersion]:
    last = (
        select(FormVersion.form_id, func.max(FormVersion.version).label("version"))
        .group_by(FormVersion.form_id)
        .subquery()
    )
    same = (FormVersion.form_id == last.c.form_id) & (FormVersion.version == last.c.version)
    return list(session.scalars(select(FormVersion).join(last, same)))
