"""What a colleague was told, and what they have seen of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.clock import to_local
from kb.notices.inbox import inbox, see, see_all
from kb.notices.notice import Notice
from kb.people.person import Person
from webapp.fields import number, typed
from webapp.guard import needs, signed_in_only
from webapp.notices.room import notices
from webapp.paths import same_site
from webapp.wording import day_in_words

AT_HAND = 10
"""so many that were seen stay unfolded"""


@dataclass(frozen=True)
class Day:
    name: str
    notices: list[Notice]


@notices.get("")
@signed_in_only
def told(session: Session, by: Person) -> ResponseReturnValue:
    found, now = inbox(session, by.id), clock.now()
    seen = [each for each in found if each.seen_at is not None]
    return render_template(
        "notices/notices.html",
        unseen=_by_day((each for each in found if each.seen_at is None), now),
        seen=_by_day(seen[:AT_HAND], now),
        earlier=_by_day(seen[AT_HAND:], now),
        earlier_count=len(seen[AT_HAND:]),
        newest=max((each.id for each in found), default=0),
        now=now,
    )


@notices.post("/<int(max=2147483647):number>/seen")
@signed_in_only
def post_seen(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """To the page it is about, unless somebody only wants it out of the way."""
    notice = see(session, number, by=by.id, now=clock.now())
    goal = same_site(notice.path) if typed("open") else None
    return redirect(goal or url_for("notices.told"), code=303)


@notices.post("/seen")
@needs(None)
def post_all_seen(session: Session, by: Person) -> ResponseReturnValue:
    up_to = number(typed("up_to"), field="up_to")
    count = see_all(session, up_to, by=by.id, now=clock.now())
    flash(f"{count} 条提醒已标为看过。")
    return redirect(url_for("notices.told"), code=303)


def _by_day(found: Iterable[Notice], now: datetime) -> list[Day]:
    days = groupby(found, key=lambda each: to_local(each.at).date())
    return [Day(day_in_words(day, to_local(now).date()), list(these)) for day, these in days]
