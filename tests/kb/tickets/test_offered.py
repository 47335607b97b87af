"""What became of an answer that was at hand, by what was sent."""

import pytest

from kb.tickets.offered import Fate, fate_of

ANSWER = "周一至周五13:00-18:00每小时10元；18:00以后和周末全天每小时15元。"


@pytest.mark.parametrize(
    ("sent", "taken", "fate"),
    [
        (ANSWER, True, Fate.ADOPTED),
        (ANSWER, False, Fate.ADOPTED),  # typed by hand
        (f"刘女士您好。\n\n{ANSWER}\n还有别的问题吗？", True, Fate.ADOPTED),
        (ANSWER.replace("；", " "), True, Fate.ADOPTED),  # other marks between the same words
        ("周一至周五13:00-18:00每小时10元，晚上每小时15元，周末全天15元。", True, Fate.EDITED),
        ("周一至周五13:00-18:00每小时10元，晚上每小时15元，周末全天15元。", False, Fate.IGNORED),
        ("我请场地部的同事给您回电话。", True, Fate.IGNORED),
        ("", True, Fate.IGNORED),
    ],
)
def test_the_fate_of_an_answer(sent: str, taken: bool, fate: Fate) -> None:
    assert fate_of(ANSWER, sent, taken=taken) is fate


def test_an_empty_answer_is_in_no_reply() -> None:
    assert fate_of("", "随便什么", taken=True) is Fate.IGNORED
