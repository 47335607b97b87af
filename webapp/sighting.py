"""Notes that a colleague who works on tickets is doing something, after the answer is made."""

import logging
from datetime import datetime, timedelta

from flask import Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.people.presence import see
from kb.people.rights import Right
from webapp.account.colleague import signed_in
from webapp.services import writing

SEEN_AGAIN = timedelta(minutes=1)
UNATTENDED = frozenset(
    {"desk.pulse", "desk.view_counts", "desk.ticket_news", "account.logout", "static"}
)
"""what a page asks for by itself, and going away"""

log = logging.getLogger(__name__)


def keep_in_sight(response: Response) -> Response:
    """Once a minute is enough. Whoever was not asked for on the way is not looked up for this."""
    if "_login_user" not in g or request.endpoint in UNATTENDED:
        return response
    colleague = signed_in()
    if colleague is None or Right.WORK_TICKETS not in colleague.rights:
        return response
    now, last = clock.now(), _last_seen()
    before = last.get(colleague.person_id)
    if before is None or now - before >= SEEN_AGAIN:
        last[colleague.person_id] = now
        _see(colleague.person_id, now)
    return response


def _see(person_id: int, now: datetime) -> None:
    try:
        with writing() as session:
            see(session, person_id, now=now)
    except SQLAlchemyError:
        # The page itself was made; what is lost is a minute of somebody's being there.
        log.warning("could not note that a colleague was seen", exc_info=True)


def _last_seen() -> dict[int, datetime]:
    """Of this process: colleague → when it last noted them."""
    found: dict[int, datetime] = current_app.extensions.setdefault("courtside_seen", {})
    return found
