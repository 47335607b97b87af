import pytest

from kb.answering.misses import Step, offers_person
from kb.terms import DecisionKind, Reason

CLARIFIED = Step(DecisionKind.CLARIFY)
PUZZLED = Step(DecisionKind.SMALLTALK, Reason.UNREADABLE)
GREETED = Step(DecisionKind.SMALLTALK)
HANDED = Step(DecisionKind.HANDOFF, Reason.NO_KNOWLEDGE)
ANSWERED = Step(DecisionKind.ANSWER, entries=("parking",))
OTHER = Step(DecisionKind.ANSWER, entries=("location",))
HELPED = Step(DecisionKind.ANSWER, helpful=True, entries=("parking",))
FAILED = Step(DecisionKind.ANSWER, helpful=False, entries=("parking",))


@pytest.mark.parametrize(
    ("steps", "offered"),
    [
        ((), False),
        ((ANSWERED,), False),
        ((CLARIFIED,), False),
        ((PUZZLED,), False),
        ((FAILED,), True),
        ((CLARIFIED, CLARIFIED), True),
        ((CLARIFIED, PUZZLED), True),
        ((PUZZLED, CLARIFIED), True),
        ((FAILED, CLARIFIED), True),
        ((FAILED, OTHER), False),
        ((CLARIFIED, ANSWERED), False),
        ((ANSWERED, CLARIFIED), False),
        ((CLARIFIED, ANSWERED, CLARIFIED), False),
        ((CLARIFIED, GREETED, CLARIFIED), True),
        ((GREETED, GREETED), False),
        ((CLARIFIED, GREETED), False),
        ((ANSWERED, ANSWERED), True),
        ((HELPED, ANSWERED), False),
        ((ANSWERED, HELPED), False),
        ((ANSWERED, OTHER), False),
        ((CLARIFIED, CLARIFIED, HANDED), False),
        ((CLARIFIED, HANDED, CLARIFIED), False),
        ((CLARIFIED, CLARIFIED, ANSWERED), False),
        ((CLARIFIED, CLARIFIED, FAILED), True),
    ],
)
def test_a_person_is_offered_after_two_misses_in_a_row(
    steps: tuple[Step, ...], offered: bool
) -> None:
    assert offers_person(steps) is offered
