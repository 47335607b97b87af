"""Who may call a view is declared on the view, and a route without such a word stops the start.

A guarded view is given its session and whom it was let in as: reading for GET, one writing
transaction for everything else, committed when the view returns and rolled back when it raises.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from kb import clock
from kb.conversations import Conversation, by_token
from kb.errors import BadInput, Conflict, CourtsideError, NotAllowed
from kb.people.login_session import resume
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.account.colleague import signed_in
from webapp.services import reading, writing

KEY_HEADER = "X-Courtside-Conversation"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST = frozenset({"me.password", "me.post_password"})
"""open to who has yet to choose a password of their own; nothing else is"""

View = Callable[..., ResponseReturnValue]
# Shows the form again with what was typed, in a fresh reading session after the rollback.
Again = Callable[..., ResponseReturnValue]
Declared = TypeVar("Declared", bound=Callable[..., Any])


def public(view: Declared) -> Declared:
    """Anybody may call it; it opens its own session when it needs one."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def needs(right: Right | None, *, again: Again | None = None) -> Callable[[View], View]:
    """Only a colleague with this right. The view is called with (session, by, …)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            if (elsewhere := _turned_away()) is not None:
                return elsewhere
            return _call(view, again, lambda session: _colleague(session, right), given)

        guarded.policy = right.value if right else "signed_in"  # type: ignore[attr-defined]
        return guarded

    return guard


def needs_on_its_own(right: Right | None, *, again: Again | None = None) -> Callable[[View], View]:
    """Like `needs`, for work that is too long for one transaction while members wait for theirs:
    the view is called with (by, …) and opens its own, short ones."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            if (elsewhere := _turned_away()) is not None:
                return elsewhere
            return _call_on_its_own(view, again, lambda session: _colleague(session, right), given)

        guarded.policy = right.value if right else "signed_in"  # type: ignore[attr-defined]
        return guarded

    return guard


def needs_in_memory(right: Right) -> Callable[[View], View]:
    """Like `needs`, for what reads nothing of the database and is asked for at every key: who is
    signed in was looked up in this very request. The view is called with (colleague, …)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            colleague = signed_in()
            if colleague is None or colleague.must_change_password:
                return _turned_away() or to_login()
            if right not in colleague.rights:
                raise _not_allowed()
            return view(colleague, **given)

        guarded.policy = right.value  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in_only(view: View) -> View:
    """Any colleague, whatever their rights."""
    return needs(None)(view)


def conversation_key(*, again: Again | None = None) -> Callable[[View], View]:
    """Only who holds the conversation's token, in the path or the header; everybody else is told
    that there is no such conversation. The view is called with (session, conversation, …)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            return _call(view, again, _holder(given), given)

        guarded.policy = "conversation_key"  # type: ignore[attr-defined]
        return guarded

    return guard


def conversation_key_on_its_own(*, again: Again | None = None) -> Callable[[View], View]:
    """Like `conversation_key`, for what thinks before it writes: the view is called with
    (conversation, …) and opens its own sessions."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> ResponseReturnValue:
            return _call_on_its_own(view, again, _holder(given), given)

        guarded.policy = "conversation_key"  # type: ignore[attr-defined]
        return guarded

    return guard


def require_policies(app: Flask) -> None:
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "policy")]
    if bare:
        raise RuntimeError(f"these routes do not say who may call them: {', '.join(sorted(bare))}")


def to_login() -> Response:
    asked = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.login", next=asked), code=303)


def _turned_away() -> Response | None:
    if not current_user.is_authenticated:
        return to_login()
    if current_user.colleague.must_change_password and request.endpoint not in FIRST:
        return redirect(url_for("me.password"), code=303)
    return None


def _call(
    view: View,
    again: Again | None,
    admit: Callable[[Session], Conversation | Person | None],
    given: dict[str, Any],
) -> ResponseReturnValue:
    try:
        with _unit() as session:
            whom = admit(session)
            return to_login() if whom is None else view(session, whom, **given)
    except (BadInput, Conflict) as error:
        if again is None:
            raise
        return _show_again(again, admit, error, given)


def _call_on_its_own(
    view: View,
    again: Again | None,
    admit: Callable[[Session], Conversation | Person | None],
    given: dict[str, Any],
) -> ResponseReturnValue:
    with reading() as session:
        whom = admit(session)
    try:
        return to_login() if whom is None else view(whom, **given)
    except (BadInput, Conflict) as error:
        if again is None:
            raise
        return _show_again(again, admit, error, given)


def _show_again(
    again: Again,
    admit: Callable[[Session], Conversation | Person | None],
    error: CourtsideError,
    given: dict[str, Any],
) -> ResponseReturnValue:
    with reading() as session:
        whom = admit(session)
        return to_login() if whom is None else again(session, whom, error, **given)


def _unit() -> AbstractContextManager[Session]:
    return reading() if request.method in SAFE else writing()


def _holder(given: dict[str, Any]) -> Callable[[Session], Conversation]:
    token = given.get("token") or request.headers.get(KEY_HEADER, "")
    return lambda session: by_token(session, token)


def _colleague(session: Session, right: Right | None) -> Person | None:
    """Looked up in the transaction that acts, so a right taken away a moment ago is gone."""
    person = resume(session, current_user.get_id(), now=clock.now())
    if person is not None and right is not None and not may(person, right):
        raise _not_allowed()
    return person


def _not_allowed() -> NotAllowed:
    return NotAllowed("您的账号没有做这件事的权限。", mend="需要时请联系系统管理员。")
