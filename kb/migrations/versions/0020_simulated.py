"""Simulated: simulations, simulated_parts."""

from alembic import op

from kb.migrations.columns import check, identity, moment, number, one_of, reference, words

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PARTS = (
    *("person", "conversation", "outcome", "message"),
    *("ticket", "complaint", "suggestion", "entry"),
)


def upgrade() -> None:
    op.create_table(
        "simulations",
        identity(),
        number("seed"),
        moment("since"),
        moment("until"),
        moment("through"),
        moment("begun_at"),
        moment("beat_at"),
        moment("finished_at", null=True),
        check("since_before_until", "since < until"),
        check("through_between", "through BETWEEN since AND until"),
        check("finished_through", "finished_at IS NULL OR through = until"),
    )
    op.create_table(
        "simulated_parts",
        reference("simulation_id", "simulations.id", primary_key=True),
        number("number", primary_key=True, autoincrement=False),
        one_of("part", "part", PARTS, primary_key=True),
        words("subject"),
    )


def downgrade() -> None:
    op.drop_table("simulated_parts")
    op.drop_table("simulations")
