from hypothesis import given
from hypothesis import strategies as st

from kb.knowledge.merging import merge

BASE = {"answer": "停车免费。", "short": "免费", "variants": "停车要钱吗\n有车位吗"}
LISTED = frozenset({"variants"})
TEXTS = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(["甲", "乙", "丙"]),
        "variants": st.lists(st.sampled_from("一二三四"), unique=True).map("\n".join),
    }
)


def test_what_only_one_side_changed_is_taken_from_it() -> None:
    theirs, mine = BASE | {"short": "不收费"}, BASE | {"answer": "停车不收费。"}
    merged = merge(BASE, theirs, mine, LISTED)
    assert merged.texts == BASE | {"short": "不收费", "answer": "停车不收费。"}
    assert (merged.both, merged.theirs) == ((), ("short",))


def test_what_both_changed_stays_mine_and_is_named() -> None:
    theirs, mine = BASE | {"answer": "停车每次5元。"}, BASE | {"answer": "停车不收费。"}
    merged = merge(BASE, theirs, mine, LISTED)
    assert merged.texts["answer"] == "停车不收费。"
    assert merged.both == ("answer",)


def test_the_same_change_by_both_is_no_clash() -> None:
    both = BASE | {"answer": "停车不收费。"}
    assert merge(BASE, both, both, LISTED).both == ()


def test_lists_take_the_additions_and_deletions_of_both() -> None:
    theirs = BASE | {"variants": "有车位吗\n车停哪"}
    mine = BASE | {"variants": "停车要钱吗\n有车位吗\n能停车吗"}
    assert merge(BASE, theirs, mine, LISTED).texts["variants"] == "有车位吗\n能停车吗\n车停哪"


def test_without_the_old_text_everything_that_differs_is_shown() -> None:
    merged = merge({}, BASE, BASE | {"answer": "停车不收费。"}, LISTED)
    assert merged.both == ("answer",)


@given(base=TEXTS, theirs=TEXTS, mine=TEXTS)
def test_nothing_that_was_typed_is_lost(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merged = merge(base, theirs, mine, LISTED)
    if mine["answer"] != base["answer"]:
        assert merged.texts["answer"] == mine["answer"]
    else:
        assert merged.texts["answer"] == theirs["answer"]
    lines = merged.texts["variants"].splitlines()
    fresh = set(mine["variants"].splitlines()) - set(base["variants"].splitlines())
    assert fresh <= set(lines)
    assert len(lines) == len(set(lines))
