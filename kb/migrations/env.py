"""Run by Alembic; `Database.migrate()` hands it the connection.

The one place that imports every room with mapped classes: Alembic compares the tables with
Base.metadata, which knows only the classes of imported modules. Hence the exception in
tests/test_architecture.py for this folder.
"""

from alembic import context
from sqlalchemy import Connection, text

import kb.acts.simulate.simulation
import kb.appraisals.coaching
import kb.appraisals.consequence
import kb.appraisals.grade
import kb.appraisals.honour
import kb.appraisals.opinion
import kb.appraisals.restatement
import kb.appraisals.sealed_month
import kb.appraisals.sealed_year
import kb.care.arrangement
import kb.care.call
import kb.care.prospect
import kb.complaints.complaint
import kb.complaints.corrective
import kb.complaints.letter_version
import kb.complaints.steps
import kb.contributions.contribution
import kb.conversations.conversation
import kb.conversations.message
import kb.conversations.outcome
import kb.conversations.verdict
import kb.counter
import kb.deadlines.special_day
import kb.deadlines.stage_clock
import kb.forms.calls
import kb.forms.filled
import kb.forms.offers
import kb.forms.version
import kb.history
import kb.knowledge.bulk
import kb.knowledge.entry
import kb.knowledge.importing
import kb.knowledge.light
import kb.knowledge.miss
import kb.knowledge.publication
import kb.knowledge.review
import kb.knowledge.revision
import kb.knowledge.ruling
import kb.knowledge.saved
import kb.knowledge.task
import kb.knowledge.verification
import kb.mailbox.answer
import kb.mailbox.mail
import kb.members.erasing
import kb.members.member
import kb.members.merging
import kb.notices.delivery
import kb.notices.handover
import kb.notices.note
import kb.notices.notice
import kb.people.login_session
import kb.people.person
import kb.people.presence
import kb.policy.version
import kb.policy.wordbook
import kb.quizzes.quiz
import kb.reports.tallies.tables
import kb.suggestions.steps
import kb.suggestions.suggestion
import kb.tickets.acknowledgement
import kb.tickets.consult
import kb.tickets.cooperation
import kb.tickets.correction
import kb.tickets.final_report
import kb.tickets.follow_up
import kb.tickets.handing
import kb.tickets.intake
import kb.tickets.knowledge_use
import kb.tickets.level_change
import kb.tickets.liaison
import kb.tickets.meeting
import kb.tickets.merge
import kb.tickets.offered
import kb.tickets.rating
import kb.tickets.referral
import kb.tickets.reopening
import kb.tickets.rotation
import kb.tickets.saved_view
import kb.tickets.spot_answer
import kb.tickets.superseding
import kb.tickets.task_force
import kb.tickets.ticket
import kb.tickets.update
import kb.wording.flagged
import kb.wording.standard_phrase  # noqa: F401
from kb.db import Base
from kb.errors import NotReady

# Any number will do, as long as no other program on the same database uses it.
MIGRATION_LOCK = 7_221_090_541


def run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        transactional_ddl=True,  # on SQLite too, as kb/db begins every transaction itself
    )
    with context.begin_transaction():
        # Two processes that start together: on SQLite the second waits for the write lock.
        if not is_sqlite:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK}
            )
        context.run_migrations()
        if is_sqlite:
            _require_whole_references(connection)


def _require_whole_references(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise NotReady(
            f"升级后有 {len(broken)} 处引用失效，数据库保持原样。",
            code="migration_broke_references",
        )


run(context.config.attributes["connection"])
