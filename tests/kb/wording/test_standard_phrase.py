"""Standard phrases: the club's and one's own; who may change them, and what they may say."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from house import ROOT
from kb.db import Database
from kb.errors import BadInput, Conflict, CourtsideError, NotAllowed, NotFound
from kb.history import events_of
from kb.policy import adopt, read_policies
from kb.wording.filling import fill, require_filled
from kb.wording.phrase_file import read_phrases
from kb.wording.standard_phrase import (
    Keeper,
    PhraseKind,
    Phrasing,
    load_phrases,
    past_texts,
    phrases_for,
    restore_phrase,
    retire_phrase,
    rewrite_phrase,
    write_phrase,
)
from world import AFTERNOON, MORNING, NOON, hire_staff

HELLO = Phrasing(PhraseKind.GREETING, "您好", "{会员称呼}您好。")
WAIT = Phrasing(PhraseKind.WAITING, "请稍等", "请您稍等。")


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        adopt(opened, read_policies(ROOT / "corpus/policy"), by=None, now=MORNING)
        yield opened


@pytest.fixture
def wang(session: Session) -> Keeper:
    return Keeper(hire_staff(session).wang.id, leads=False)


@pytest.fixture
def li(wang: Keeper) -> Keeper:
    return Keeper(wang.person_id + 1, leads=True)


def titles(session: Session, keeper: Keeper) -> list[str]:
    return [each.title for each in phrases_for(session, keeper.person_id)]


def test_own_phrases_are_seen_by_nobody_else_and_stand_first(
    session: Session, wang: Keeper, li: Keeper
) -> None:
    write_phrase(session, HELLO, shared=True, by=li, now=NOON)
    mine = write_phrase(session, WAIT, shared=False, by=wang, now=NOON)
    assert titles(session, wang) == ["请稍等", "您好"]
    assert titles(session, li) == ["您好"]
    with pytest.raises(NotFound):
        rewrite_phrase(session, mine.id, HELLO, seen=1, by=li, now=NOON)


def test_shared_phrases_are_kept_by_who_leads(session: Session, wang: Keeper, li: Keeper) -> None:
    with pytest.raises(NotAllowed):
        write_phrase(session, HELLO, shared=True, by=wang, now=NOON)
    shared = write_phrase(session, HELLO, shared=True, by=li, now=NOON)
    with pytest.raises(NotAllowed):
        retire_phrase(session, shared.id, by=wang, now=NOON)


def test_every_form_a_phrase_had_is_kept(session: Session, wang: Keeper, li: Keeper) -> None:
    phrase = write_phrase(session, HELLO, shared=True, by=li, now=NOON)
    rewrite_phrase(session, phrase.id, WAIT, seen=1, by=li, now=AFTERNOON)
    rewrite_phrase(session, phrase.id, WAIT, seen=2, by=li, now=AFTERNOON)  # says so already
    with pytest.raises(Conflict):
        rewrite_phrase(session, phrase.id, HELLO, seen=1, by=li, now=AFTERNOON)
    assert [each.text for each in past_texts(session, phrase.id)] == [WAIT.text, HELLO.text]
    retire_phrase(session, phrase.id, by=li, now=AFTERNOON)
    assert titles(session, wang) == []
    with pytest.raises(NotFound):
        retire_phrase(session, phrase.id, by=li, now=AFTERNOON)
    restore_phrase(session, phrase.id, by=li, now=AFTERNOON)
    assert titles(session, wang) == ["请稍等"]
    told = [each.verb for each in events_of(session, "standard_phrase", phrase.id)]
    assert told == ["written", "rewritten", "retired", "restored"]


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("", "您好", "还没有写名称"),
        ("您好", " ", "还没有写内容"),
        ("长" * 21, "您好", "名称太长"),
        ("您好", "长" * 501, "内容太长"),
        ("您好", "{姓名}您好", "不认识 {姓名}"),
        ("价格", "一分钱一分货。", "不能对会员说"),
    ],
)
def test_what_no_phrase_may_say(
    session: Session, wang: Keeper, title: str, text: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        write_phrase(
            session, Phrasing(PhraseKind.OTHER, title, text), shared=False, by=wang, now=NOON
        )


def test_the_clubs_file_brings_new_phrases_and_leaves_changed_ones(
    session: Session, wang: Keeper, li: Keeper
) -> None:
    phrases = read_phrases(ROOT / "corpus/phrases")
    assert load_phrases(session, phrases, by=li.person_id, now=MORNING) == len(phrases)
    first = phrases_for(session, wang.person_id)[0]
    rewrite_phrase(session, first.id, HELLO, seen=1, by=li, now=NOON)
    assert load_phrases(session, phrases, by=li.person_id, now=AFTERNOON) == 0
    assert first.text == HELLO.text
    for each in phrases_for(session, wang.person_id):  # what the file says may be said
        said = Phrasing(each.kind, each.title, f"{each.text} ")
        rewrite_phrase(session, each.id, said, seen=each.version, by=li, now=NOON)


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{会员称呼}您好", {"会员称呼": "刘女士"}, "刘女士您好"),
        ("{ 编号 }号", {"编号": "1001"}, "1001号"),
        ("{时间}前", {"时间": ""}, "{时间}前"),
        ("{别的}", {"编号": "1"}, "{别的}"),
    ],
)
def test_places_are_filled_in_where_that_is_known(
    text: str, values: dict[str, str], filled: str
) -> None:
    assert fill(text, values) == filled


def test_nothing_is_sent_with_an_empty_place() -> None:
    require_filled("您好 {随便}")
    with pytest.raises(CourtsideError, match="还有没填的"):
        require_filled("{时间}前回复您")
