"""What must not be said is found in free wordings of it; good service is left in peace."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house import ROOT
from kb.policy import read_policies
from kb.policy.phrases import ForbiddenPhrase
from kb.wording.check import flagged

HERE = ROOT / "tests" / "kb" / "wording"
PHRASES = read_policies(ROOT / "corpus" / "policy").phrases.phrases
FORBIDDEN = tomllib.loads((HERE / "forbidden.toml").read_text("utf-8"))
HARMLESS = tomllib.loads((HERE / "harmless.toml").read_text("utf-8"))


def found(text: str) -> list[str]:
    return [each.phrase.id for each in flagged(text, PHRASES)]


@pytest.mark.parametrize(
    ("phrase", "said"), [(name, each) for name, said in FORBIDDEN.items() for each in said]
)
def test_a_forbidden_phrase_is_found_however_it_is_worded(phrase: str, said: str) -> None:
    assert phrase in found(said)


@pytest.mark.parametrize("said", [*HARMLESS["sentences"], *HARMLESS["replies"]])
def test_good_service_is_not_flagged(said: str) -> None:
    assert found(said) == []


def test_the_tables_are_as_wide_as_they_should_be() -> None:
    assert set(FORBIDDEN) == {each.id for each in PHRASES}
    assert min(len(each) for each in FORBIDDEN.values()) >= 8
    assert len(HARMLESS["sentences"]) >= 60


@pytest.mark.parametrize("reply", HARMLESS["replies"])
@pytest.mark.parametrize("phrase", PHRASES, ids=lambda each: each.id)
def test_in_a_long_reply_only_the_phrase_is_flagged(phrase: ForbiddenPhrase, reply: str) -> None:
    said = FORBIDDEN[phrase.id][0]
    flags = flagged(f"{reply}\n{said}\n{reply}", PHRASES)
    assert phrase.id in {each.phrase.id for each in flags}
    inside = range(len(reply) + 1, len(reply) + 1 + len(said) + 1)
    assert all(each.start in inside and each.end in inside for each in flags)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("您好👋，这 不 可 能 。", "不 可 能"),
        ("這、不可能啊", "不可能"),
        ("您去投诉吧，再见。", "您去投诉吧"),
    ],
)
def test_the_span_is_that_of_the_text_as_it_was_written(text: str, words: str) -> None:
    (flag,) = flagged(text, PHRASES)
    assert words in text[flag.start : flag.end]
    assert len(text[flag.start : flag.end]) <= len(words) + 2


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda each: each.id)
def test_the_saying_itself_is_found_and_its_better_wording_is_not(phrase: ForbiddenPhrase) -> None:
    assert phrase.id in found(phrase.saying)
    assert found(phrase.better) == []


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    for flag in flagged(text, PHRASES):
        assert 0 <= flag.start < flag.end <= len(text)


def test_the_longest_reply_is_looked_at_to_its_end() -> None:
    text = ("".join(HARMLESS["replies"]) * 6)[:4000]
    assert flagged(text, PHRASES) == []
    flags = flagged(f"{text}这是公司规定，没办法。", PHRASES)
    assert flags
    assert all(flag.start >= len(text) for flag in flags)
