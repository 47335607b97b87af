"""Apology letters: written, printed, sent; and the template they are printed on."""

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.tell_complainant import send_apology
from kb.complaints.complaint import Complaint
from kb.complaints.letter import LONGEST_PART, LetterPart
from kb.complaints.letter_file import ALSO_KNOWN, LARGEST_TEMPLATE, write_letter
from kb.complaints.letter_version import LetterVersion, SentBy
from kb.complaints.letters import (
    draft_letter,
    find_letter,
    hand_in_template,
    keep_letter,
    letter_of,
    letter_versions,
    newest_template,
    require_template_right,
    sendings,
)
from kb.complaints.sight import find_visible
from kb.errors import BadInput, Conflict, CourtsideError
from kb.people.person import Person, person
from kb.people.rights import Right
from webapp.complaints.forms import read_sent_by
from webapp.complaints.room import complaints
from webapp.complaints.routes import COMPLAINT
from webapp.desk.record import names
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.services import services
from webapp.wording import date_in_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@complaints.get(f"{COMPLAINT}/letter")
@needs(Right.WORK_TICKETS)
def letter(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _letter_page(session, by, number)


def _letter_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _letter_page(session, by, number, error), status_of(error)


@complaints.post(f"{COMPLAINT}/letter")
@needs(Right.WORK_TICKETS, again=_letter_again)
def post_letter(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    parts = {part: typed(part.value) for part in LetterPart}
    kept = keep_letter(session, found, parts, seen=_seen(), by=by.id, now=clock.now())
    flash(f"已保存第 {kept.version} 稿。")
    return redirect(url_for("complaints.letter", number=found.number), code=303)


@complaints.post(f"{COMPLAINT}/letter/sendings")
@needs(Right.WORK_TICKETS, again=_letter_again)
def post_sending(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, way = find_visible(session, number, by), read_sent_by()
    send_apology(session, found, _seen(), way, typed("note"), by=by.id, now=clock.now())
    flash("已登记寄出。")
    return redirect(url_for("complaints.letter", number=found.number), code=303)


@complaints.get(f"{COMPLAINT}/letter/print")
@needs(Right.WORK_TICKETS)
def printed_letter(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    kept = _asked_version(session, found)
    return render_template("complaints/printed_letter.html", complaint=found, letter=kept)


@complaints.get(f"{COMPLAINT}/letter/file")
@needs(Right.WORK_TICKETS)
def letter_file(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_visible(session, number, by)
    kept = _asked_version(session, found)
    texts = {part.value: text for part, text in kept.texts.items()}
    also = {
        "number": found.shown_number,
        "club": services().config.club_name,
        "date": date_in_words(kept.at),
    }
    return _docx(write_letter(_template(session), {**texts, **also}), f"致歉信-{also['number']}")


@complaints.get("/letter-template")
@needs(None)
def letter_template(session: Session, by: Person) -> ResponseReturnValue:
    return _template_page(session, by)


def _template_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _template_page(session, by, error), status_of(error)


@complaints.post("/letter-template")
@needs(None, again=_template_again)
def post_letter_template(session: Session, by: Person) -> ResponseReturnValue:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise BadInput("还没有选文件。", field="file", code="no_file", mend="请先选一个文件。")
    content = given.stream.read(LARGEST_TEMPLATE + 1)
    made = hand_in_template(session, given.filename, content, by=by.id, now=clock.now())
    flash(f"模板第 {made.version} 版已启用。")
    return redirect(url_for("complaints.letter_template"), code=303)


@complaints.get("/letter-template/file")
@needs(None)
def letter_template_file(session: Session, by: Person) -> ResponseReturnValue:
    require_template_right(by)
    return _docx(_template(session), "致歉信模板")


def _letter_page(
    session: Session, by: Person, number: int, error: CourtsideError | None = None
) -> str:
    found, now = find_visible(session, number, by), clock.now()
    kept = letter_of(session, found)
    club = services().config.club_name
    texts = kept.texts if kept else draft_letter(session, found, club, now=now)
    sent, versions = sendings(session, found), letter_versions(session, found)
    writers = {each.by_id for each in (*sent, *versions)}
    return render_template(
        "complaints/letter.html",
        complaint=found,
        kept=kept,
        texts=texts,
        parts=LetterPart,
        longest=LONGEST_PART,
        versions=versions,
        sendings=sent,
        ways=SentBy,
        names=names(session, writers),
        now=now,
        typed=request.form,
        errors=mistakes(error, LetterPart.GREETING),
    )


def _template_page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    require_template_right(by)
    newest = newest_template(session)
    return render_template(
        "complaints/letter_template.html",
        newest=newest,
        writer=person(session, newest.by_id).name if newest else "",
        parts=LetterPart,
        also_known=ALSO_KNOWN,
        largest=LARGEST_TEMPLATE // 1024 // 1024,
        now=clock.now(),
        errors=mistakes(error, "file"),
    )


def _asked_version(session: Session, complaint: Complaint) -> LetterVersion:
    """The one the address names, else the newest."""
    if version := asked("version"):
        return find_letter(session, complaint, number(version, field="version"))
    kept = letter_of(session, complaint)
    if kept is None:
        raise Conflict("这封信还没有保存过。", code="no_letter", mend="请先保存。")
    return kept


def _template(session: Session) -> bytes:
    newest = newest_template(session)
    if newest is not None:
        return newest.file
    return (services().config.corpus_dir / "letters" / "apology.docx").read_bytes()


def _seen() -> int:
    return number(typed("seen") or "0", field="seen")


def _docx(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), DOCX, as_attachment=True, download_name=f"{name}.docx")
