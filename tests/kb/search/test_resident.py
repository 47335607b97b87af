"""The base in memory finds what a plain reading of the formula finds, however it came about."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import Document, Match, ResidentIndex
from kb.search.postings import GRAM, K1, USUAL, B, terms
from kb.search.resident import MOST_CHANGES, MOST_TERMS, build_index, change_index
from kb.search.segment import BODY
from kb.text import Query
from shelves import document, query

wordings = st.lists(
    st.sampled_from(["羽毛", "网球", "多少", "钱", "几点", "开门", "停车", "免费", "卡"]),
    max_size=6,
).map(" ".join)
entries = st.builds(
    document,
    key=st.sampled_from([f"e{number}" for number in range(12)]),
    wordings=st.lists(wordings, min_size=1, max_size=3),
    body=wordings,
)
bases = st.lists(entries, max_size=14)
queries = wordings.map(query)


def exhaustive(documents: Iterable[Document], asked: Query) -> dict[str, float]:
    """BM25 over each row of each entry, the best row counts: no arrays, no short cuts."""
    held = {each.entry.id: each for each in documents}
    rows = [
        (key, Counter(terms(row)), len(row.words), BODY if row is each.body else 1.0)
        for key, each in held.items()
        for row in (*each.wordings, each.body)
    ]
    scores: dict[str, float] = {}
    for key, counts, length, scale in rows:
        score = 0.0
        for term in set(terms(asked)):
            found = sum(term in other for _, other, _, _ in rows)
            if term in counts:
                kind = GRAM if term.startswith("\x02") else 1.0
                norm = K1 * (1 - B + B * length / USUAL)
                weight = counts[term] * (K1 + 1) / (counts[term] + norm)
                score += scale * kind * weight * math.log(1 + len(rows) / found)
        if score > 0:
            scores[key] = max(score, scores.get(key, 0.0))
    return scores


@given(bases, queries, st.integers(1, 15))
def test_search_finds_what_exhaustive_scoring_finds(
    documents: list[Document], asked: Query, limit: int
) -> None:
    wanted = exhaustive(documents, asked)
    found = build_index(documents).search(asked, limit)
    assert len(found) == min(limit, len(wanted))
    for match in found:
        assert match.score == pytest.approx(wanted.pop(match.document.entry.id), rel=1e-5)
    worst_shown = min((match.score for match in found), default=0.0)
    assert all(score <= worst_shown * (1 + 1e-5) for score in wanted.values())


def shown(matches: Sequence[Match]) -> list[tuple[str, str, float]]:
    return [(each.document.entry.id, each.wording.raw, each.score) for each in matches]


def level(moved: ResidentIndex, asked: Query) -> None:
    fresh = build_index(moved.documents.values(), moved.number)
    assert shown(moved.search(asked, 5)) == shown(fresh.search(asked, 5))
    assert shown(moved.search(asked, 50)) == shown(fresh.search(asked, 50))
    assert moved.seen == fresh.seen
    for term in set(terms(asked)):
        assert moved.idf(term) == fresh.idf(term)


changes = st.lists(
    st.tuples(st.lists(entries, max_size=3), st.lists(st.sampled_from(["e1", "e2", "e3", "no"]))),
    max_size=6,
)


@given(bases, changes, queries)
def test_a_base_moved_forward_answers_as_one_built_anew(
    documents: list[Document], steps: list[tuple[list[Document], list[str]]], asked: Query
) -> None:
    index = build_index(documents)
    held = {each.entry.id: each for each in documents}
    for number, (changed, withdrawn) in enumerate(steps, 1):
        for key in withdrawn:
            held.pop(key, None)
        held |= {each.entry.id: each for each in changed}
        index = change_index(index, changed, withdrawn, number)
        assert index.documents == held
        level(index, asked)


def test_many_changes_are_merged_and_nothing_is_lost() -> None:
    index = build_index(document(f"e{n}", [f"词{n} 球"]) for n in range(50))
    for number in range(1, MOST_CHANGES + 60):
        index = change_index(index, [document(f"n{number}", [f"新{number} 球"])], [], number)
    assert len(index.changed.documents) <= MOST_CHANGES
    assert len(index.search(query("球"), 1000)) == 50 + MOST_CHANGES + 59
    level(index, query("新7 球"))


def test_rows_of_entries_that_changed_do_not_crowd_out_the_others() -> None:
    popular = [document(f"p{n}", ["羽毛 多少 钱"] * 8) for n in range(30)]
    index = build_index([*popular, document("other", ["羽毛 在 哪里 几点"])])
    index = change_index(index, [], [each.entry.id for each in popular], 1)
    assert [each.document.entry.id for each in index.search(query("羽毛 多少 钱"), 1)] == ["other"]


def test_many_wordings_of_one_entry_do_not_crowd_out_the_others() -> None:
    index = build_index(
        [document("many", ["羽毛 多少 钱"] * 100), document("one", ["羽毛 多少 钱 呢 呀"])]
    )
    assert [each.document.entry.id for each in index.search(query("羽毛 多少 钱"), 2)] == [
        "many",
        "one",
    ]


def test_entries_that_score_the_same_come_in_the_order_of_their_ids() -> None:
    index = build_index(document(key, ["羽毛 多少 钱"]) for key in ("c", "a", "d", "b"))
    index = change_index(index, [document("aa", ["羽毛 多少 钱"])], [], 1)
    found = index.search(query("羽毛 钱"), 3)
    assert [each.document.entry.id for each in found] == ["a", "aa", "b"]


def test_the_wording_that_fits_best_is_shown() -> None:
    index = build_index([document("price", ["羽毛 怎么 收费", "网球 多少 钱"])])
    assert index.search(query("网球 多少"))[0].wording.raw == "网球 多少 钱"


def test_the_answer_is_found_too_but_counts_less() -> None:
    index = build_index(
        [document("said", ["怎么 去"], "坐 地铁"), document("asked", ["有 地铁 吗"])]
    )
    assert [each.document.entry.id for each in index.search(query("地铁"))] == ["asked", "said"]


@pytest.mark.parametrize("limit", [0, -1])
def test_whoever_wants_nothing_gets_nothing(limit: int) -> None:
    assert build_index([document("a", ["羽毛"])]).search(query("羽毛"), limit) == []


def test_an_empty_base_and_an_empty_question_find_nothing() -> None:
    empty = build_index([])
    assert empty.search(query("羽毛")) == []
    assert empty.familiarity("羽毛") == 0.0
    assert build_index([document("a", ["羽毛"])]).search(query("")) == []


def test_a_word_that_only_withdrawn_entries_had_is_no_longer_known() -> None:
    index = build_index([document("a", ["羽毛"]), document("b", ["网球"])])
    index = change_index(index, [], ["a"], 1)
    assert "羽毛" not in index.seen
    assert index.familiarity("羽毛") == 0.0


def test_words_that_no_entry_has_leave_no_trace() -> None:
    index = build_index([document("a", ["羽毛"])])
    index.search(query(" ".join(f"生词{n}" for n in range(1000))))
    assert len(index._idf) <= 1


def test_a_story_is_searched_by_its_rarest_words() -> None:
    common = [document(f"c{n}", ["球 馆 里"]) for n in range(80)]
    index = build_index([*common, document("rare", ["射箭"])])
    story = query(" ".join(["球 馆 里"] * 50 + ["射箭"]))
    assert index.search(story, 1)[0].document.entry.id == "rare"
    assert len(index._weighed_terms(query(" ".join(f"球{n}" for n in range(500))))) <= MOST_TERMS


def test_threads_share_a_snapshot() -> None:
    index = build_index(document(f"e{n}", [f"词{n} 球 馆"]) for n in range(200))
    asked = [query(f"词{n} 球") for n in range(200)]
    alone = [shown(build_index(index.documents.values()).search(each, 5)) for each in asked]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda each: shown(index.search(each, 5)), asked * 4))
    assert together == alone * 4


def test_readers_of_an_older_snapshot_are_not_disturbed_by_newer_ones() -> None:
    old = build_index([document("a", ["羽毛"]), document("b", ["羽毛 球"])])
    before = shown(old.search(query("羽毛")))
    change_index(old, [document("a", ["网球"])], ["b"], 1)
    assert shown(old.search(query("羽毛"))) == before
