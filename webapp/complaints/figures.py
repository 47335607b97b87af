"""Where the figures of complaints stood before they stood among the reports."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.people.rights import Right
from webapp.complaints.room import complaints
from webapp.guard import needs
from webapp.paths import asking_the_same


@complaints.get("/figures")
@needs(Right.SEE_REPORTS)
def figures(_session: Session, _by: Person) -> ResponseReturnValue:
    return redirect(asking_the_same(url_for("manage.complaints")), code=301)


@complaints.get("/figures/file")
@needs(Right.SEE_REPORTS)
def figures_file(_session: Session, _by: Person) -> ResponseReturnValue:
    return redirect(asking_the_same(url_for("manage.complaints_file")), code=301)
