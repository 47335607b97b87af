"""A register as a sheet: numbers masked, or in full for who may, which is written down. Members'
questions do not wait for it: what is written down is a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.errors import NotAllowed
from kb.forms.browse import Sought, all_forms
from kb.forms.filled import FilledForm
from kb.forms.showing import Names, names, shown, shown_masked
from kb.forms.template import Form
from kb.history import record
from kb.knowledge.exchange.to_xlsx import write_xlsx
from kb.people.person import Person
from kb.people.rights import Right, may


@dataclass(frozen=True, slots=True)
class InFull:
    """That this export was written down."""

    form: Form
    sought: Sought
    by: Person


BESIDE = ("编号", "状态", "登记时间", "填写人")


def export_register(
    session: Session, form: Form, sought: Sought, file: BinaryIO, *, by: Person
) -> None:
    """Masked."""
    _write(session, form, sought, file, by, in_full=False)


def allow_in_full(
    session: Session, form: Form, sought: Sought, *, by: Person, now: datetime
) -> InFull:
    if not may(by, Right.SEE_MEMBERS):
        raise NotAllowed("您的账号不能导出完整号码。", mend="可以导出隐去号码的表格。")
    record(
        session, "exported_in_full", "register", form.id, by=by.id, now=now,
        since=sought.since, until=sought.until, searched=bool(sought.words),
    )  # fmt: skip
    return InFull(form, sought, by)


def export_in_full(session: Session, allowed: InFull, file: BinaryIO) -> None:
    _write(session, allowed.form, allowed.sought, file, allowed.by, in_full=True)


def _write(
    session: Session, form: Form, sought: Sought, file: BinaryIO, by: Person, *, in_full: bool
) -> None:
    titles = [*BESIDE, *(each.label for each in form.fields)]
    rows = _rows(session, form, sought, by, in_full=in_full)
    write_xlsx(file, titles, rows, sheet=form.title[:31])


def _rows(
    session: Session, form: Form, sought: Sought, by: Person, *, in_full: bool
) -> Iterator[list[str]]:
    known = names(session)
    show = shown if in_full else shown_masked
    for filled in all_forms(session, form, sought, seen_by=by):
        values = filled.values
        cells = (show(each, values, known) for each in form.fields)
        yield [*_beside(filled, known), *cells]


def _beside(filled: FilledForm, known: Names) -> Iterator[str]:
    yield filled.number or ""
    yield filled.state.label
    yield f"{to_local(filled.handed_in_at):%Y-%m-%d %H:%M}" if filled.handed_in_at else ""
    yield known.people.get(str(filled.by_id), "")
