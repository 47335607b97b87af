"""Who may see and fill in which form. Every form is fetched through this."""

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from kb.errors import NotAllowed
from kb.forms.filled import FilledForm, FilledState, find_filled, no_such_form
from kb.forms.template import Form
from kb.forms.version import (
    FormVersion,
    current_forms,
    every_form,
    newest_form,
    require_in_use,
)
from kb.people.person import Person
from kb.people.rights import Right, may, rights_of


def open_forms(session: Session, person: Person) -> list[FormVersion]:
    """Those this person may fill in."""
    return [each for each in current_forms(session) if may_fill(each.form, person)]


def readable_forms(session: Session, person: Person) -> list[FormVersion]:
    """With those that were retired."""
    return [each for each in every_form(session) if may_fill(each.form, person)]


def open_form(session: Session, form_id: str, person: Person) -> FormVersion:
    """To fill it in; Conflict when it was retired."""
    readable_form(session, form_id, person)
    return require_in_use(session, form_id)


def readable_form(session: Session, form_id: str, person: Person) -> FormVersion:
    version = newest_form(session, form_id)
    if not may_fill(version.form, person):
        raise NotAllowed(f"“{version.form.title}”不由您的岗位填写。", mend="需要时请联系客服主管。")
    return version


def may_fill(form: Form, person: Person) -> bool:
    return sees_all(form, person) or not person.departments.isdisjoint(form.departments)


def sees_all(form: Form, person: Person) -> bool:
    """Others see what belongs to their own department, and what they wrote themselves."""
    return not rights_of(person).isdisjoint(form.rights)


def within_reach(form: Form, person: Person) -> ColumnElement[bool]:
    """Of the forms of this kind."""
    if sees_all(form, person):
        return true()
    mine = FilledForm.by_id == person.id
    return or_(mine, FilledForm.department.in_(person.departments))


def visible(session: Session, form_id: str, filled_id: int, person: Person) -> FilledForm:
    """Raises NotFound also for one that is not for these eyes."""
    readable_form(session, form_id, person)
    filled = find_filled(session, filled_id)
    if filled.form_id != form_id or not may_see(filled, person):
        raise no_such_form()
    return filled


def may_see(filled: FilledForm, person: Person) -> bool:
    """A draft is its writer's alone, until they throw it away."""
    mine = filled.by_id == person.id
    if filled.handed_in_at is None:
        return mine and filled.state is FilledState.DRAFT
    ours = filled.department in person.departments
    return mine or ours or sees_all(filled.form, person)


def may_change(filled: FilledForm, person: Person) -> bool:
    """Correct or void what is handed in: who wrote it, and who leads the service."""
    return filled.state is FilledState.HANDED_IN and (
        filled.by_id == person.id or may(person, Right.LEAD_SERVICE)
    )


def require_may_change(filled: FilledForm, person: Person) -> None:
    if filled.by_id != person.id and not may(person, Right.LEAD_SERVICE):
        raise NotAllowed(
            "这份登记表是别的同事填的，只有填写人和客服主管能更正或作废。",
            mend="请联系填写人或客服主管。",
        )
