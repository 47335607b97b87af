"""Supersedings; questions in several messages; telephone numbers that members left themselves."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.columns import moment, reference

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcomes") as outcomes:
        outcomes.add_column(sa.Column("joined", sa.Text(), nullable=True))
    with op.batch_alter_table("intakes") as intakes:
        intakes.alter_column("by_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "supersedings",
        reference("ticket_number", "tickets.number", primary_key=True),
        reference("message_id", "messages.id"),
        moment("at"),
    )
