"""Forms in the database, as versions: what was filled in keeps the form it was filled in with."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.forms.template import Form
from kb.history import record


class FormVersion(Base):
    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    checksum: Mapped[str]
    adopted_at: Mapped[datetime]
    by_id: Mapped[int | None]

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
        if last is not None and last.checksum == checksum:
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


def current_forms(session: Session) -> list[FormVersion]:
    """The newest version of each, in the order their files say."""
    return sorted(_newest(session), key=lambda each: (each.body["place"], each.form_id))


def current_form(session: Session, form_id: str) -> FormVersion:
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
