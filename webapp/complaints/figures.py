"""Where the figures of complaints stood before they stood among the reports."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.people.rights import Right
from webapp.complaints.room import complaints
from webapp.guard import needs


@complaints.get("/figures")
@needs(Right.SEE_REPORTS)
def figures(_session: Session, _by: Person) -> ResponseReturnValue:
    return redirect(url_for("manage.complaints", **request.args), code=301)


@complaints.get("/figures/file")
@needs(Right.SEE_REPORTS)
def figures_file(_session: Session, _by: Person) -> ResponseReturnValue:
    return redirect(url_for("manage.complaints_file", **request.args), code=301)
