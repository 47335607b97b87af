"""What writing and reviewing need: sittings, texts taken up again, and the light path."""

from alembic import op

from kb.migrations.append_only import refuse_changes
from kb.migrations.columns import check, moment, number, one_of, reference, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain columns without a constraint: SQLite would copy the table, and lose its triggers.
    op.add_column("revisions", number("sitting", null=True))
    op.add_column("revisions", number("restores", null=True))
    op.create_table(
        "light_publications",
        reference("number", "publications.number", primary_key=True, autoincrement=False),
        one_of("kind", "lightkind", ("typo", "restored", "tidied")),
        words("reason"),
        check("said_why", "reason <> ''"),
    )
    op.create_table(
        "second_looks",
        reference("number", "light_publications.number", primary_key=True, autoincrement=False),
        one_of("finding", "lookfinding", ("fine", "objected")),
        words("remark", null=True),
        reference("by_id", "people.id"),
        moment("at"),
        check("objected_why", "finding <> 'objected' OR remark IS NOT NULL"),
    )
    refuse_changes("light_publications", "number")
    refuse_changes("second_looks", "number")
