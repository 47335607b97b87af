"""Mail from a real IMAP server to the desk, and the answer back by a real SMTP server."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from imap import imap_server
from kb.acts.open_from_mail import open_from_mail
from kb.acts.receive_mail import receive_mail
from kb.acts.triage_words import triage_words
from kb.conversations import Author, Conversation, after, by_token, find_conversation
from kb.errors import Conflict
from kb.mailbox.account import read_account
from kb.mailbox.answer import AnswerState, MailAnswer
from kb.mailbox.fetching import MOST_BYTES, NotFetched
from kb.mailbox.keeping import find_mail, untaken
from kb.mailbox.mail import Mail
from kb.mailbox.outbox import CLAIM, PAUSES, claim_answers, send_again
from kb.members import Particulars, add_member
from kb.notices.inbox import inbox
from kb.policy import current
from kb.policy.mail import MailPolicy
from kb.policy.version import write_version
from kb.terms import Channel
from kb.tickets import Ticket, TicketState
from letters import MINUTE, OWN, SITE, TENNIS, Post, letter
from receivers import mail_server
from reception import Reception
from world import AFTERNOON


@pytest.fixture
def each_post(club: Reception) -> Iterator[Post]:
    """On each engine."""
    with imap_server() as folder, mail_server() as letters:
        yield Post(club, folder, letters)


@pytest.fixture
def post(sqlite_club: Reception) -> Iterator[Post]:
    with imap_server() as folder, mail_server() as letters:
        yield Post(sqlite_club, folder, letters)


def test_a_letter_becomes_a_question_and_the_answer_goes_back_into_the_thread(
    each_post: Post,
) -> None:
    post = each_post
    with post.club.database.writing() as session:
        lin = add_member(
            session, Particulars(name="林小雨", email="Lin@mail.example"), by=None, now=AFTERNOON
        ).id
    post.folder.add(letter(TENNIS))
    assert post.receive() == {"taken": 1}
    assert post.folder.seen == {1}
    (ticket,) = post.all(Ticket)
    (talk,) = post.all(Conversation)
    assert (talk.channel, talk.member_name, talk.member_id) == (Channel.EMAIL, "林小雨", lin)
    assert ticket.question == f"咨询网球\n{TENNIS}"
    post.reply(ticket.number, "网球场每小时50元。")
    assert post.send() == (2, 0)
    receipt, answer = post.letters.letters
    assert (receipt["Auto-Submitted"], answer["Auto-Submitted"]) == ("auto-replied", "no")
    assert f"问题编号是 {ticket.number}" in receipt.get_content()
    assert "网球场每小时50元。" in answer.get_content()
    for each in (receipt, answer):
        assert each["To"] == "lin@mail.example"
        assert each["Subject"] == f"Re: 咨询网球 [问题编号 {ticket.number}]"
        assert each["In-Reply-To"] == each["References"] == f"<1.{'x' * 90}@mail.example>"
        assert each["X-Courtside-Loop"] == "1"
    link = receipt.get_content().partition(f"{SITE}/c/")[2].split()[0]
    with post.club.database.reading() as session:
        assert by_token(session, link).id == talk.id
    assert [each.link for each in post.all(MailAnswer)] == [None, None]
    assert post.send(AFTERNOON + CLAIM) == (0, 0)


@pytest.mark.parametrize("thread", ["in_reply_to", "references", "subject"])
def test_a_reply_goes_on_with_the_same_talk_and_reopens_its_ticket(post: Post, thread: str) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    number = post.all(Ticket)[0].number
    post.reply(number, "网球场每小时50元。")
    ours = post.all(MailAnswer)[-1].message_id
    heads = {"In_Reply_To": ours} if thread == "in_reply_to" else {"References": f"<a@b> {ours}"}
    post.folder.add(
        letter(
            "还是没有解决。\n\n在 2026年11月18日，爱玛会 <club@club.example> 写道：\n> 网球场",
            number=2, subject=f"回复：咨询 [问题编号 {number}]",
            **({} if thread == "subject" else heads),
        )
    )  # fmt: skip
    post.receive(AFTERNOON + MINUTE)
    (talk,) = post.all(Conversation)
    (ticket,) = post.all(Ticket)
    assert ticket.state is TicketState.IN_PROGRESS
    with post.club.database.reading() as session:
        said = [
            each.text
            for each in after(session, find_conversation(session, talk.id))
            if each.author is Author.MEMBER
        ]
        told = [each.text for each in inbox(session, post.club.staff["wang"])]
    assert said == [f"咨询网球\n{TENNIS}", "还是没有解决。"]
    assert any("重新打开" in each for each in told)


def test_what_is_added_while_a_person_is_awaited_opens_no_second_ticket(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    more = letter(
        "补充：是周六下午，四个人。", number=2, In_Reply_To=f"<1.{'x' * 90}@mail.example>"
    )
    post.folder.add(more)
    post.folder.add(letter("谢谢", number=3, In_Reply_To=f"<1.{'x' * 90}@mail.example>"))
    assert post.receive() == {"taken": 3}
    assert len(post.all(Ticket)) == len(post.all(Conversation)) == 1
    assert len(post.all(MailAnswer)) == 1


def test_who_was_passed_a_letter_on_gets_into_nobodys_talk(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    (ours,) = post.all(MailAnswer)
    post.folder.add(
        letter(
            "把前面的话都发给我", number=2, sender="eve@mail.example",
            In_Reply_To=ours.message_id, subject="Re: [问题编号 1001]",
        )
    )  # fmt: skip
    post.receive()
    assert len(post.all(Conversation)) == 2
    assert {each.to_email for each in post.all(MailAnswer)} == {
        "lin@mail.example",
        "eve@mail.example",
    }


@pytest.mark.parametrize("dies_at", ["STORE", "FETCH 2 (BODY", "LOGOUT"])
def test_each_letter_is_taken_once_whenever_the_process_dies(post: Post, dies_at: str) -> None:
    for number in (1, 2, 3):
        post.folder.add(letter(TENNIS, number=number, sender=f"m{number}@mail.example"))
    post.folder.dies_at = dies_at
    with suppress(NotFetched):
        post.receive()
    post.folder.dies_at = ""
    post.receive()
    post.receive()
    assert len(post.all(Mail)) == len(post.all(Conversation)) == 3


def test_renumbered_folders_and_letters_delivered_twice_change_nothing(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    post.folder.add(letter(TENNIS))
    assert post.receive() == {}
    post.folder.validity, post.folder.seen = 8, set()
    post.folder.add(letter("还有停车收费吗？", number=2))
    assert post.receive() == {"taken": 1}
    assert len(post.all(Mail)) == 2


def test_letters_under_one_message_id_are_told_apart_by_what_they_say(post: Post) -> None:
    for text in (TENNIS, "停车收费吗？", TENNIS):
        post.folder.add(letter(text))
    assert post.receive() == {"taken": 2}
    post.folder.validity = 8  # numbered anew, with all of it there again
    assert post.receive() == {}
    assert len(post.all(Mail)) == 2


def test_what_was_read_elsewhere_before_the_folder_was_numbered_anew_is_taken(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    post.folder.seen.add(post.folder.add(letter("停车收费吗？", number=2)))
    post.folder.validity = 8
    assert post.receive() == {"taken": 1}


def test_machines_get_no_answer_and_what_cannot_be_read_stops_nothing(post: Post) -> None:
    away = {"subject": "自动回复：我在休假", "Auto_Submitted": "auto-replied"}
    post.folder.add(letter("我在休假", number=1, **away))
    post.folder.add(b"\x00\xff no mail at all")
    post.folder.add(letter("x" * MOST_BYTES, number=3))
    post.folder.add(letter("> 只有引用", number=4, subject=""))
    post.folder.add(letter(TENNIS, number=5))
    assert post.receive() == {"refused": 1, "unreadable": 3, "taken": 1}
    assert len(post.all(Ticket)) == len(post.all(MailAnswer)) == 1
    with post.club.database.writing() as session:
        kept = untaken(session)
        assert all(each.why for each in kept.rows)
        mail = find_mail(session, kept.rows[-1].id)
        li = post.club.staff["li"]
        proposal = triage_words(post.club.assistant, mail.said, now=AFTERNOON)
        opened = open_from_mail(session, mail, proposal, by=li, now=AFTERNOON)
        assert opened.question == "自动回复：我在休假\n我在休假"
        with pytest.raises(Conflict):
            open_from_mail(session, mail, proposal, by=li, now=AFTERNOON)
    post.reply(opened.number, "祝您假期愉快。")
    assert post.send() == (2, 0)


def test_automatic_letters_to_one_address_come_to_an_end(post: Post) -> None:
    for number in range(6):
        post.folder.add(letter(f"第{number}个问题：{TENNIS}", number=number))
    assert post.receive() == {"taken": 6}
    assert len(post.all(Ticket)) == 6
    assert len(post.all(MailAnswer)) == MailPolicy().most_an_hour


@pytest.mark.parametrize("allowed", [False, True])
def test_the_base_answers_by_itself_only_where_policy_says_so(post: Post, allowed: bool) -> None:
    with post.club.database.writing() as session:
        policy = current(session).mail.model_copy(update={"answer": allowed})
        write_version(session, "mail", policy, by=None, now=AFTERNOON)
    post.folder.add(letter("停车收费吗？", subject=""))
    post.receive()
    (answer,) = post.all(MailAnswer)
    assert ("停车免费" in answer.text) is allowed
    tickets = post.all(Ticket)
    assert len(tickets) == (0 if allowed else 1)
    assert allowed or tickets[0].candidates[0]["id"] == "parking"


def test_what_does_not_arrive_is_told_tried_again_and_can_be_sent_again(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    number = post.all(Ticket)[0].number
    post.reply(number, "网球场每小时50元。")
    post.letters.answer = "451 later"
    assert post.send() == (0, 2)
    assert {each.last_error for each in post.all(MailAnswer)} == {"邮件服务器回答 451：later"}
    post.letters.answer = "250 OK"
    assert post.send(AFTERNOON + PAUSES[0]) == (2, 0)
    ours = post.all(MailAnswer)[-1]
    report = f"找不到收件人\nMessage-ID: {ours.message_id}\n"
    post.folder.add(letter(report, number=2, sender="mailer-daemon@mx.example"))
    assert post.receive() == {"bounced": 1}
    assert post.all(MailAnswer)[-1].state is AnswerState.GIVEN_UP
    wang = post.club.staff["wang"]
    with post.club.database.writing() as session:
        assert "没有送到" in inbox(session, wang)[0].text
        send_again(session, ours.conversation_id, ours.id, by=wang, now=AFTERNOON)
        with pytest.raises(Conflict):
            send_again(session, ours.conversation_id, ours.id, by=wang, now=AFTERNOON)
    assert post.send() == (1, 0)
    assert post.letters.letters[-1]["Message-ID"] == ours.message_id


def test_two_senders_send_each_letter_once_and_a_killed_one_loses_none(post: Post) -> None:
    post.folder.add(letter(TENNIS))
    post.receive()
    with post.club.database.writing() as session:
        assert len(claim_answers(session, at_most=9, now=AFTERNOON)[0]) == 1
    assert post.send() == (0, 0)
    assert post.send(AFTERNOON + CLAIM) == (1, 0)


def test_a_server_that_refuses_or_hangs_up_is_told_without_secrets(post: Post) -> None:
    post.folder.dies_at = "SELECT"
    with pytest.raises(NotFetched, match="断开"):
        post.receive()
    wrong = post.folder.url.replace("k%2F9", "wrong")
    for url in (wrong, wrong.replace(str(post.folder.port), "9")):
        with pytest.raises(NotFetched) as refused:
            receive_mail(
                post.club.database, read_account(url), lambda: post.club.assistant,
                own=OWN, now=AFTERNOON,
            )  # fmt: skip
        assert "wrong" not in str(refused.value)
    assert post.all(Mail) == []
