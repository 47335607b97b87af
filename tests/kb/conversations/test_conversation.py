import secrets
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.conversations import (
    Author,
    after,
    by_token,
    find_conversation,
    open_conversation,
    opened_with,
    say,
)
from kb.db import Database
from kb.errors import BadInput, NotFound
from kb.history import events_of
from kb.terms import Channel
from world import AFTERNOON, NOON, hire_staff


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


def test_the_token_opens_its_own_conversation_and_no_other(session: Session) -> None:
    first, first_token = open_conversation(session, now=NOON)
    second, second_token = open_conversation(session, Channel.PHONE, now=NOON)
    assert by_token(session, first_token).id == first.id
    assert by_token(session, second_token).id == second.id
    assert first_token != second_token


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "长" * 10_000])
def test_any_other_token_opens_nothing(session: Session, token: str) -> None:
    open_conversation(session, now=NOON)
    with pytest.raises(NotFound):
        by_token(session, token)


def test_the_token_is_kept_only_as_a_hash(session: Session) -> None:
    conversation, token = open_conversation(session, now=NOON)
    assert len(token) >= 43  # 256 bits
    assert token not in repr(vars(find_conversation(session, conversation.id)))


def test_messages_are_told_in_order_from_where_one_left_off(session: Session) -> None:
    conversation, _ = open_conversation(session, now=NOON)
    say(session, conversation, Author.MEMBER, "停车收费吗", now=NOON)
    say(session, conversation, Author.ASSISTANT, "停车免费。", now=NOON)
    say(session, conversation, Author.MEMBER, "谢谢", now=AFTERNOON)
    assert [each.position for each in after(session, conversation)] == [1, 2, 3]
    assert [each.text for each in after(session, conversation, 1)] == ["停车免费。", "谢谢"]
    assert after(session, conversation, 3) == []


def test_a_message_sent_twice_is_said_once(session: Session) -> None:
    conversation, _ = open_conversation(session, now=NOON)
    said = [
        say(session, conversation, Author.MEMBER, "停车收费吗", key="a1", now=NOON)
        for _ in range(2)
    ]
    assert said[0] is said[1]
    assert len(after(session, conversation)) == 1


def test_the_same_key_in_another_conversation_is_another_message(session: Session) -> None:
    for _ in range(2):
        conversation, _ = open_conversation(session, now=NOON)
        say(session, conversation, Author.MEMBER, "停车收费吗", key="a1", now=NOON)
        assert len(after(session, conversation)) == 1


def test_a_colleague_s_message_bears_their_name(session: Session) -> None:
    wang = hire_staff(session).wang
    conversation, _ = open_conversation(session, now=NOON)
    message = say(session, conversation, Author.STAFF, "您好", by=wang.id, now=NOON)
    assert message.by_id == wang.id


def test_what_cannot_be_stored_is_left_out_of_a_message(session: Session) -> None:
    conversation, _ = open_conversation(session, now=NOON)
    say(session, conversation, Author.MEMBER, "停\0车\ud83d收费😀吗\n急", now=NOON)
    assert after(session, conversation)[0].text == "停车收费😀吗\n急"


@pytest.mark.parametrize(
    ("text", "key", "field"),
    [
        (" \n\u200b", None, "text"),
        ("停" * 10_001, None, "text"),
        ("停车", "", "key"),
        ("停车", "a\nb", "key"),
        ("停车", "a" * 101, "key"),
    ],
)
def test_an_unusable_message_is_refused(
    session: Session, text: str, key: str | None, field: str
) -> None:
    conversation, _ = open_conversation(session, now=NOON)
    with pytest.raises(BadInput) as refused:
        say(session, conversation, Author.MEMBER, text, key=key, now=NOON)
    assert refused.value.field == field


def test_two_that_open_with_one_token_at_once_open_one_conversation(database: Database) -> None:
    token = secrets.token_urlsafe(32)
    found: list[tuple[int, int]] = []

    def begin() -> None:
        ready.wait(timeout=30)
        with database.writing() as session:
            conversation = opened_with(session, token, now=NOON)
            say(session, conversation, Author.MEMBER, "停车要钱吗", key="first", now=NOON)
            found.append((conversation.id, len(after(session, conversation))))

    ready = threading.Barrier(4)
    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4
    assert {said for _, said in found} == {1}
    with database.reading() as session:
        assert {by_token(session, token).id} == {each for each, _ in found}
        verbs = [each.verb for each in events_of(session, "conversation", found[0][0])]
    assert verbs == ["opened"]


def test_many_voices_at_once_lose_and_double_nothing(database: Database) -> None:
    with database.writing() as session:
        conversation, _ = open_conversation(session, now=NOON)

    def speak(name: str) -> None:
        for number in range(5):
            for _ in range(2):  # the second time is a retry
                with database.writing() as session:
                    key = f"{name}{number}"
                    say(session, conversation, Author.MEMBER, key, key=key, now=NOON)

    threads = [threading.Thread(target=speak, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with database.reading() as session:
        said = after(session, conversation)
    assert [each.position for each in said] == list(range(1, 21))
    assert len({each.text for each in said}) == 20
