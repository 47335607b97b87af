"""Cases of the demo club, so that every page has something to show at the first start."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.seeding.appraisals import seed_appraisals
from kb.acts.seeding.care import seed_care
from kb.acts.seeding.clocks import seed_clocks
from kb.acts.seeding.complaints import seed_complaints
from kb.acts.seeding.forms import seed_forms
from kb.acts.seeding.mail import seed_mail
from kb.acts.seeding.members import link_talks, seed_members
from kb.acts.seeding.notices import seed_notices
from kb.acts.seeding.queue import seed_queue
from kb.acts.seeding.serious import seed_serious
from kb.acts.seeding.tickets import seed_tickets

Seed = Callable[[Session, datetime], None]

SEEDS: tuple[Seed, ...] = (
    seed_members,
    seed_tickets,
    seed_serious,
    seed_complaints,
    seed_care,
    link_talks,
    seed_notices,
    seed_forms,
    seed_queue,
    seed_appraisals,
    seed_mail,
)
"""in this order; each does nothing where its cases are there already"""


def seed_cases(session: Session, *, now: datetime) -> None:
    for each in SEEDS:
        each(session, now)
    seed_clocks(session, now)  # when every case is there
