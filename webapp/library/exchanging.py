"""Entries in and out by files: upload, look through, confirm, write, approve as a whole."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.import_entries import read_import, write_some
from kb.acts.publish_import import TOGETHER, look_ahead, publish_rows
from kb.errors import BadInput, CourtsideError
from kb.knowledge.exchange import LARGEST_FILE, Format, write_file, write_template
from kb.knowledge.importing import Fate, Intent, confirm, fates, imports
from kb.knowledge.outgoing import newest_texts
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.errors import status_of
from webapp.fields import asked, number, read_page, typed
from webapp.guard import needs, needs_on_its_own
from webapp.library.handed_in import handed_in, names_of, open_import
from webapp.library.room import library
from webapp.services import reading, services, writing

MIME = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.YAML: "application/yaml; charset=utf-8",
    Format.JSONL: "application/jsonl; charset=utf-8",
}
SHORT, LONG = 1.0, 15.0
"""seconds one request works: a script asks again at once, a person presses a button"""
MOST_TOLD = 3
"""what is told goes through a cookie"""


@library.get("/exchange")
@needs(Right.PROPOSE_KNOWLEDGE)
def exchange(session: Session, by: Person) -> ResponseReturnValue:
    return _exchange_page(session, by)


def _exchange_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _exchange_page(session, by, error), status_of(error)


@library.get("/exchange/template")
@needs(Right.PROPOSE_KNOWLEDGE)
def import_template(_session: Session, _by: Person) -> ResponseReturnValue:
    kind, file = _format(), BytesIO()
    write_template(kind, file)
    return _file(file, kind, "条目模板")


@library.get("/exchange/entries")
@needs(Right.EDIT_KNOWLEDGE)
def export(session: Session, _by: Person) -> ResponseReturnValue:
    kind, file = _format(), BytesIO()
    write_file(kind, file, lambda: newest_texts(session))
    return _file(file, kind, f"条目-{clock.to_local(clock.now()):%Y-%m-%d}")


@library.post("/imports")
@needs_on_its_own(Right.PROPOSE_KNOWLEDGE, again=_exchange_again)
def post_import(by: Person) -> ResponseReturnValue:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise BadInput("还没有选文件。", field="file", code="no_file", mend="请先选一个文件。")
    made = read_import(
        services().database,
        given.filename,
        cast("BinaryIO", given.stream),
        by=by.id,
        now=clock.now(),
        only=None if may(by, Right.EDIT_KNOWLEDGE) else by.departments,
    )
    return _to(made)


@library.get("/imports/<int(max=2147483647):number>")
@needs(Right.PROPOSE_KNOWLEDGE)
def show_import(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _import_page(session, by, number)


def _import_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _import_page(session, by, number, error), status_of(error)


@library.post("/imports/<int(max=2147483647):number>/confirmation")
@needs(Right.PROPOSE_KNOWLEDGE, again=_import_again)
def post_confirmation(session: Session, by: Person, number: int) -> ResponseReturnValue:
    chosen = typed("intent")
    if chosen not in set(Intent):
        raise BadInput("还没有选导入后怎么办。", field="intent", code="no_intent")
    skip = bool(typed("skip"))
    confirm(session, number, Intent(chosen), skip_wrong=skip, by=by.id, now=clock.now())
    return _to(number)


@library.post("/imports/<int(max=2147483647):number>/steps")
@needs_on_its_own(Right.PROPOSE_KNOWLEDGE, again=_import_again)
def post_step(by: Person, number: int) -> ResponseReturnValue:
    database, now = services().database, clock.now()
    with reading() as session:
        open_import(session, number, by)
    _for_a_while(lambda: write_some(database, number, now=now) == 0)
    return _to(number)


@library.post("/imports/<int(max=2147483647):number>/approvals")
@needs_on_its_own(Right.REVIEW_KNOWLEDGE, again=_import_again)
def post_approvals(by: Person, number: int) -> ResponseReturnValue:
    after = _number_typed("after")
    left: list[tuple[str, str]] = []

    def publish_some() -> bool:
        nonlocal after
        now, foreseer = clock.now(), services().foreseer
        services().follower.catch_up()
        with reading() as session:
            harmless = look_ahead(session, number, after=after, now=now, foreseer=foreseer)
        with writing() as session:
            done = publish_rows(
                session, number, after=after, by=by.id, now=now,
                foreseer=foreseer, harmless=harmless, most=TOGETHER if harmless else 1,
            )  # fmt: skip
        after = done.position
        left.extend(done.left)
        return done.finished

    finished = _for_a_while(publish_some)
    _tell_left(left)
    services().follower.catch_up()
    return _to(number) if finished else _to(number, after=after)


def _for_a_while(work: Callable[[], bool]) -> bool:
    """Until there is nothing left to do, which it says, or the time is up."""
    until = clock.monotonic() + (SHORT if typed("pace") == "short" else LONG)
    while True:
        if work():
            return True
        if clock.monotonic() > until:
            return False


def _tell_left(left: Sequence[tuple[str, str]]) -> None:
    for entry_id, why in left[:MOST_TOLD]:
        flash(f"{entry_id} 没有发布：{why}")
    if len(left) > MOST_TOLD:
        flash(f"另有 {len(left) - MOST_TOLD} 条没有发布，仍在待审里。")


def _exchange_page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    may_edit = may(by, Right.EDIT_KNOWLEDGE)
    found = imports(session, by=None if may_edit else by.id)
    return render_template(
        "library/exchange.html",
        formats=Format,
        largest=LARGEST_FILE // 1024 // 1024,
        imports=found,
        counts={each.id: fates(session, each.id) for each in found},
        names=names_of(session, found),
        fates=Fate,
        may_edit=may_edit,
        own=sorted(by.departments),
        errors=_mistakes(error, "file"),
        now=clock.now(),
    )


def _import_page(
    session: Session, by: Person, import_id: int, error: CourtsideError | None = None
) -> str:
    found = open_import(session, import_id, by)
    page = read_page()
    return render_template(
        "library/import.html",
        handed=handed_in(session, found, by, asked("fate"), page),
        after=number(asked("after") or "0", field="after"),
        intents=Intent,
        fates=Fate,
        typed=request.form,
        errors=_mistakes(error, "intent"),
        now=clock.now(),
    )


def _mistakes(error: CourtsideError | None, otherwise: str) -> dict[str, str]:
    if error is None:
        return {}
    return {getattr(error, "field", None) or otherwise: f"{error.message}{error.mend or ''}"}


def _format() -> Format:
    said = asked("format") or Format.XLSX
    if said not in set(Format):
        raise BadInput("没有这种格式。", field="format", code="unknown_format")
    return Format(said)


def _file(file: BytesIO, kind: Format, name: str) -> Response:
    file.seek(0)
    return send_file(file, MIME[kind], as_attachment=True, download_name=f"{name}.{kind}")


def _number_typed(name: str) -> int:
    return number(typed(name) or "0", field=name)


def _to(import_id: int, after: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("library.show_import", number=import_id, after=after), code=303)
