"""Where the week's summary stood before it stood among the reports."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.people.rights import Right
from webapp.fields import asked
from webapp.guard import needs
from webapp.supervise.room import supervise


@supervise.get("/weekly")
@needs(Right.SEE_REPORTS)
def weekly(_session: Session, _by: Person) -> ResponseReturnValue:
    return redirect(url_for("manage.weekly", period=asked("week") or None), code=301)
