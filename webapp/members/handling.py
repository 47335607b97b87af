"""What is done rarely and with care: two records of one person, a copy for the member, and being
forgotten."""

import io
import zipfile
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.erase_member import erase_member
from kb.acts.export_member import Export, export_member
from kb.errors import CourtsideError, NotFound
from kb.members import (
    Contact,
    Member,
    ask_erasure,
    call_off_erasure,
    duplicates,
    find_member,
    masked,
    merge_members,
    open_erasure,
)
from kb.members.erasing import Erasure
from kb.members.merging import FIELDS
from kb.people.person import Person
from kb.people.rights import Right
from webapp.errors import status_of
from webapp.fields import asked, typed
from webapp.fields import number as read_whole
from webapp.guard import needs
from webapp.members.exported import TITLES, shown_rows
from webapp.members.forms import read_channel, read_number, read_taken
from webapp.members.room import MEMBER, members
from webapp.members.routes import record_again
from webapp.mistakes import mistakes

ASKED_FOR = "会员本人要求"


@dataclass(frozen=True)
class Beside:
    """One particular in both records; only where they differ somebody has to choose."""

    name: str
    label: str
    own: str | None
    others: str | None
    differ: bool


@members.get("/duplicates")
@needs(Right.SEE_MEMBERS)
def twins(session: Session, _by: Person) -> ResponseReturnValue:
    return render_template("members/duplicates.html", pairs=duplicates(session))


@members.get(f"{MEMBER}/merging")
@needs(Right.SEE_MEMBERS)
def merging(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _merging_page(session, by, number)


def _merging_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _merging_page(session, by, number, error), status_of(error)


@members.post(f"{MEMBER}/merging")
@needs(Right.SEE_MEMBERS, again=_merging_again)
def post_merging(session: Session, by: Person, number: int) -> ResponseReturnValue:
    kept, other = find_member(session, number), find_member(session, read_number("other"))
    merge_members(session, kept, other, read_taken(), by=by.id, now=clock.now())
    flash(f"会员 {other.id} 已并入这条记录。")
    return redirect(url_for("members.record", number=number), code=303)


@members.post(f"{MEMBER}/exports")
@needs(Right.LEAD_SERVICE, again=record_again)
def post_export(session: Session, by: Person, number: int) -> ResponseReturnValue:
    member = find_member(session, number)
    export = export_member(session, member, ASKED_FOR, by=by.id, now=clock.now())
    return send_file(
        _packed(export),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"member-{number}.zip",
        max_age=0,
    )


@members.post(f"{MEMBER}/erasure")
@needs(Right.SEE_MEMBERS, again=record_again)
def post_erasure(session: Session, by: Person, number: int) -> ResponseReturnValue:
    member = find_member(session, number)
    ask_erasure(session, member, read_channel(), typed("why"), by=by.id, now=clock.now())
    flash("删除申请已登记，请一位主管确认。")
    return redirect(url_for("members.record", number=number), code=303)


@members.post(f"{MEMBER}/erasure/confirmation")
@needs(Right.LEAD_SERVICE, again=record_again)
def post_confirmation(session: Session, by: Person, number: int) -> ResponseReturnValue:
    done = erase_member(session, _waiting(session, number), by=by.id, now=clock.now())
    left = f"以下只增不改的记录里还有痕迹：{'、'.join(done.left)}。" if done.left else ""
    flash(f"会员 {number} 的资料已删除。{left}")
    return redirect(url_for("members.record", number=number), code=303)


@members.post(f"{MEMBER}/erasure/cancellation")
@needs(Right.SEE_MEMBERS, again=record_again)
def post_cancellation(session: Session, by: Person, number: int) -> ResponseReturnValue:
    waiting, why = _waiting(session, number), typed("called_off_why")
    call_off_erasure(session, waiting, why, by=by.id, now=clock.now())
    flash("删除申请已撤销。")
    return redirect(url_for("members.record", number=number), code=303)


def _waiting(session: Session, number: int) -> Erasure:
    found = open_erasure(session, find_member(session, number))
    if found is None:
        raise NotFound("没有等待确认的删除申请。")
    return found


def _merging_page(
    session: Session, _by: Person, number: int, error: CourtsideError | None = None
) -> str:
    kept = find_member(session, number)
    said = typed("other") or asked("other")
    other = find_member(session, read_whole(said, field="other")) if said else None
    rows = [_beside(name, kept, other) for name in FIELDS] if other else []
    return render_template(
        "members/merging.html",
        kept=kept,
        other=other,
        rows=rows,
        typed=request.form,
        errors=mistakes(error, "other"),
    )


def _beside(name: str, kept: Member, other: Member) -> Beside:
    one, two = getattr(kept, name), getattr(other, name)
    differ = bool(one and two and one != two)
    return Beside(name, FIELDS[name], _shown(kept, name), _shown(other, name), differ)


def _shown(member: Member, name: str) -> str | None:
    """Contact data masked."""
    if name in set(Contact):
        return masked(member, Contact(name))
    value = getattr(member, name)
    return str(value) if value else None


def _packed(export: Export) -> io.BytesIO:
    """To read, and for programs."""
    page = render_template(
        "members/export.html", export=export, titles=TITLES, shown_rows=shown_rows
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member.html", page)
        archive.writestr("member.json", export.as_json())
    file.seek(0)
    return file
