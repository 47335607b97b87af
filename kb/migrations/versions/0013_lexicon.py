"""What maintainers change of lexicon and policies in the console; what of a text is held back."""

import sqlalchemy as sa
from alembic import op

from kb.migrations.append_only import refuse_changes
from kb.migrations.columns import check, index, moment, number, one_of, reference, words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = (
    *("no_knowledge", "near_miss", "ambiguous", "asked_for_person", "level_2", "level_3"),
    *("expired", "overdue", "internal_only", "out_of_hours", "unreadable"),
)
SECTIONS = ("synonyms", "words", "mentions", "rewrites", "fillers", "plain", "stop")


def upgrade() -> None:
    _changes_of_lexicon_and_thresholds()
    _texts_held_back()


def _texts_held_back() -> None:
    """Another reason why a question goes to a person."""
    for table in ("outcomes", "tickets"):
        with op.batch_alter_table(table) as altered:
            altered.drop_constraint(op.f(f"ck_{table}_reason"), type_="check")
            altered.create_check_constraint(
                op.f(f"ck_{table}_reason"),
                f"reason IN ({', '.join(repr(each) for each in REASONS)})",
            )


def _changes_of_lexicon_and_thresholds() -> None:
    op.create_table(
        "lexicon_changes",
        number("version", primary_key=True, autoincrement=False),
        one_of("section", "section", SECTIONS),
        words("key"),
        _list("before"),
        _list("after"),
        words("reason"),
        number("broken_pins"),
        words("pin_reason", null=True),
        reference("undoes", "lexicon_changes.version", null=True, unique=True),
        number("by_id"),
        moment("at"),
        check("said_why", "reason <> ''"),
        check("changes_something", "before IS NOT NULL OR after IS NOT NULL"),
        check("broke_pins_why", "(broken_pins = 0) = (pin_reason IS NULL)"),
    )
    index("lexicon_changes", "section", "key")
    op.create_table(
        "policy_changes",
        reference("version_id", "policy_versions.id", primary_key=True, autoincrement=False),
        words("reason"),
        number("broken_pins"),
        words("pin_reason", null=True),
        number("by_id"),
        moment("at"),
        check("said_why", "reason <> ''"),
        check("broke_pins_why", "(broken_pins = 0) = (pin_reason IS NULL)"),
    )
    refuse_changes("lexicon_changes", "version")
    refuse_changes("policy_changes", "version_id")


def _list(name: str) -> sa.Column[object]:
    kind = sa.JSON(none_as_null=True).with_variant(
        sa.dialects.postgresql.JSONB(none_as_null=True), "postgresql"
    )
    return sa.Column(name, kind, nullable=True)
