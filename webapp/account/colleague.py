"""Who is signed in, as pages and templates see it, free of the database session."""

from dataclasses import dataclass

from flask import Flask, g, has_request_context
from flask_login import LoginManager, UserMixin, current_user

from kb import clock
from kb.people.login_session import resume
from kb.people.rights import Right, rights_of
from webapp.services import reading


@dataclass(frozen=True)
class Colleague(UserMixin):  # type: ignore[misc]
    """`token` opens the server's row of this login; when that has ended, it opens nothing."""

    token: str
    person_id: int
    name: str
    rights: frozenset[Right]
    must_change_password: bool = False

    def get_id(self) -> str:
        return self.token

    @property
    def colleague(self) -> "Colleague":
        """Out of the proxy that Flask-Login puts before it."""
        return self


def manage_logins(app: Flask) -> None:
    manager = LoginManager(app)
    # Its guess by address and browser would throw out people whose address changes.
    manager.session_protection = None
    manager.user_loader(_load)


def signed_in() -> Colleague | None:
    if not has_request_context() or g.get("failing"):
        return None
    return current_user.colleague if current_user.is_authenticated else None


def trying() -> int | None:
    """Who of us looks at a page of members, signed in: what they ask there counts for nobody."""
    colleague = signed_in()
    return colleague.person_id if colleague else None


def _load(token: str) -> Colleague | None:
    with reading() as session:
        person = resume(session, token, now=clock.now())
        if person is None:
            return None
        rights, must = rights_of(person), person.must_change_password
        return Colleague(token, person.id, person.name, rights, must)
