from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.change_thresholds import change_thresholds
from kb.acts.foresee_tuning import propose_thresholds
from kb.errors import CourtsideError
from kb.people.person import Person, person
from kb.people.rights import Right
from kb.policy import PolicyVersion, current
from kb.policy.version import PolicyChange, changes_of, newest_number
from webapp.errors import status_of
from webapp.guard import needs, needs_on_its_own
from webapp.library.room import library
from webapp.library.trying import Tried, tried
from webapp.library.tuning_forms import (
    THRESHOLDS,
    typed_because,
    typed_seen,
    typed_thresholds,
    typed_try,
)
from webapp.mistakes import mistakes
from webapp.services import reading, services, writing


@library.get("/thresholds")
@needs(Right.TUNE_ANSWERING)
def thresholds(session: Session, _by: Person) -> ResponseReturnValue:
    return _page(session)


def _again(session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, error=error), status_of(error)


@library.post("/thresholds/trial")
@needs_on_its_own(Right.TUNE_ANSWERING, again=_again)
def post_thresholds_trial(_by: Person) -> ResponseReturnValue:
    """The form again, with what would change. Keeps nothing."""
    with reading() as session:
        proposal = propose_thresholds(session, typed_thresholds())
        return _page(session, trial=tried(session, proposal))


@library.post("/thresholds")
@needs_on_its_own(Right.TUNE_ANSWERING, again=_again)
def post_thresholds(by: Person) -> ResponseReturnValue:
    now, policy = clock.now(), typed_thresholds()
    with reading() as session:
        because = typed_because(session, propose_thresholds(session, policy), now)
    with writing() as session:
        change_thresholds(session, policy, because, seen=typed_seen(), by=by.id, now=now)
    services().on_duty.catch_up()
    flash("已保存，现在就按新阈值判断。")
    return redirect(url_for("library.thresholds"), code=303)


def _page(
    session: Session, *, trial: Tried | None = None, error: CourtsideError | None = None
) -> str:
    past = _past(session)
    return render_template(
        "library/thresholds.html",
        thresholds=THRESHOLDS,
        in_force=current(session).answering.model_dump(),
        typed=request.form,
        seen=request.form.get("seen") or newest_number(session, "answering"),
        past=past,
        names={
            by: person(session, by).name for by in {each.why.by_id for each in past if each.why}
        },
        has_meaning=services().assistant.meaning is not None,
        trial=trial,
        question=typed_try(),
        errors=mistakes(error, "reason"),
        now=clock.now(),
    )


@dataclass(frozen=True)
class _Past:
    """`moved`: what it changed of the version before, as (label, before, after)."""

    version: PolicyVersion
    why: PolicyChange | None
    moved: list[tuple[str, float, float]]


def _past(session: Session) -> list[_Past]:
    versions = changes_of(session, "answering")
    before = [*(version.body for version, _ in versions[1:]), None]
    return [
        _Past(version, why, _moved(was, version.body) if was else [])
        for (version, why), was in zip(versions, before, strict=True)
    ]


def _moved(was: dict[str, Any], body: dict[str, Any]) -> list[tuple[str, float, float]]:
    return [
        (each.label, was[each.name], body[each.name])
        for each in THRESHOLDS
        if was.get(each.name) != body.get(each.name)
    ]
