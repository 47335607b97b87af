"""Files of entries that colleagues hand in, row by row, until they are drafts or turned away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kb.migrations.columns import (
    check,
    document,
    identity,
    index,
    moment,
    number,
    one_of,
    reference,
    words,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        identity(),
        words("file_name"),
        one_of("kind", "format", ("xlsx", "csv", "yaml", "jsonl")),
        document("notes"),
        reference("by_id", "people.id"),
        moment("at"),
        moment("read_at", null=True),
        one_of("intent", "intent", ("draft", "review"), null=True),
        moment("confirmed_at", null=True),
        moment("finished_at", null=True),
        check("confirmed_with_intent", "(confirmed_at IS NULL) = (intent IS NULL)"),
        check("confirmed_when_read", "confirmed_at IS NULL OR read_at IS NOT NULL"),
        check("finished_when_confirmed", "finished_at IS NULL OR confirmed_at IS NOT NULL"),
    )
    op.create_table(
        "import_rows",
        reference("import_id", "imports.id", primary_key=True),
        number("position", primary_key=True, autoincrement=False),
        number("line"),
        words("entry_id"),
        words("question"),
        one_of("fate", "fate", ("new", "changed", "unchanged", "wrong")),
        number("seen", null=True),
        number("revision", null=True),
        sa.Column("content", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        document("findings"),
        check("content_to_write", "fate NOT IN ('new', 'changed') OR content IS NOT NULL"),
        check("only_sound_rows_are_written", "revision IS NULL OR fate IN ('new', 'changed')"),
    )
    index("import_rows", "import_id", "fate", "position")
    index("import_rows", "entry_id")
