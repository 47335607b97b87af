"""Cases of the demo club, so that every page has something to show at the first start."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.seed_appraisals import seed_appraisals
from kb.acts.seed_care import seed_care
from kb.acts.seed_clocks import seed_clocks
from kb.acts.seed_complaints import seed_complaints
from kb.acts.seed_forms import seed_forms
from kb.acts.seed_mail import seed_mail
from kb.acts.seed_members import link_talks, seed_members
from kb.acts.seed_notices import seed_notices
from kb.acts.seed_queue import seed_queue
from kb.acts.seed_serious import seed_serious
from kb.acts.seed_tickets import seed_tickets

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
