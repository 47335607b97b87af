from flask import g

from kb.notices.inbox import unseen_count
from webapp.account.colleague import signed_in
from webapp.services import reading


def unread() -> int:
    """How many notices whoever is signed in has not seen; for the head of every page."""
    colleague = signed_in()
    if colleague is None:
        return 0
    if "unread" not in g:
        with reading() as session:
            g.unread = unseen_count(session, colleague.person_id)
    return int(g.unread)
