"""Sealed years."""

from alembic import op

from kb.migrations.append_only import refuse_changes
from kb.migrations.columns import check, long_text, moment, number, reference, words

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_years",
        words("year", primary_key=True),
        moment("until"),
        number("policy_version"),
        words("checksum"),
        long_text("document"),
        reference("by_id", "people.id", null=True),
        moment("at"),
        check("has_result", "document <> ''"),
    )
    refuse_changes("sealed_years", "year")
