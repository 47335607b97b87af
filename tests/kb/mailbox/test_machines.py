"""Which mails machines sent: heads as mail programs and servers really write them."""

import pytest

from kb.mailbox.machines import is_bounce, why_not_answered
from kb.mailbox.reading import message_of, read_head

OWN = frozenset({"club@club.example"})
BY_A_PERSON = [
    "From: lin@mail.example",
    "From: lin@mail.example\nAuto-Submitted: no",
    "From: lin@mail.example\nPrecedence: normal\nReturn-Path: <lin@mail.example>",
    "From: lin@mail.example\nX-Auto-Response-Suppress: DR, OOF",
    "From: lin@mail.example\nX-Mailer: Foxmail 7.2\nSubject: =?gb2312?B?zfjH8sr1?=",
    "From: replya@mail.example\nSubject: 关于自动售货机",
    "From: lin@mail.example\nSubject: Re: 网球 [问题编号 1001]\nIn-Reply-To: <7@courtside>",
]
BY_A_MACHINE = [
    "From: lin@mail.example\nAuto-Submitted: auto-replied",
    "From: lin@mail.example\nAuto-Submitted: Auto-Generated; reason=x",
    "From: lin@mail.example\nAuto-Submitted: auto-notified",
    "From: lin@mail.example\nPrecedence: bulk",
    "From: lin@mail.example\nPrecedence: List",
    "From: lin@mail.example\nPrecedence: junk",
    "From: lin@mail.example\nPrecedence: auto_reply",
    "From: lin@mail.example\nList-Id: <news.shop.example>",
    "From: lin@mail.example\nList-Unsubscribe: <mailto:off@shop.example>",
    "From: lin@mail.example\nX-Autoreply: yes",
    "From: lin@mail.example\nX-Autorespond: 我在休假",
    "From: lin@mail.example\nX-Auto-Response-Suppress: All",
    "From: lin@mail.example\nReturn-Path: <>",
    "From: lin@mail.example\nX-Courtside-Loop: 1",
    "From: lin@mail.example\nX-Failed-Recipients: a@b.example",
    "From: CLUB@club.example\nSubject: 发给自己",
    "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender",
    "From: postmaster@qq.example\nSubject: =?utf-8?b?6YCA5L+h?=",
    "From: no-reply@bank.example",
    "From: noreply@bank.example",
    "From: donotreply@bank.example",
    "From: noreply-calendar@mail.example",
    "From: news-bounces@list.example",
    "From: bounce@list.example",
    "From: owner-dev@list.example",
    "From: lin@mail.example\nSubject: 自动回复: 网球怎么收费？",
    "From: lin@mail.example\nSubject: =?utf-8?b?6Ieq5Yqo5Zue5aSN77ya5oiR5Zyo5LyR5YGH?=",
    "From: lin@mail.example\nSubject: Automatic reply: 您的来信",
    "From: lin@mail.example\nSubject: Out of Office Re: hello",
    "From: lin@mail.example\nSubject: [自动回复] 已收到",
    "From: lin@mail.example\nSubject: 自動回覆：外出中",
    "From: lin@mail.example\nSubject: 已读: 回复",
    "From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status",
    "From: a@b.example\nContent-Type: multipart/report; report-type=disposition-notification",
]


def judged(head: str) -> str | None:
    raw = f"{head}\n\n正文\n".encode()
    message = message_of(raw)
    return why_not_answered(message, read_head(raw, message).from_email, OWN)


@pytest.mark.parametrize("head", BY_A_PERSON)
def test_a_persons_mail_is_answered(head: str) -> None:
    assert judged(head) is None


@pytest.mark.parametrize("head", BY_A_MACHINE)
def test_a_machines_mail_is_not_and_it_is_said_why(head: str) -> None:
    assert judged(head)


@pytest.mark.parametrize(
    ("head", "bounced"),
    [
        ("From: MAILER-DAEMON@mx.example", True),
        ("From: lin@mail.example\nReturn-Path: <>", True),
        ("From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status", True),
        ("From: a@b.example\nContent-Type: multipart/report; report-type=disposition", False),
        ("From: lin@mail.example\nAuto-Submitted: auto-replied", False),
    ],
)
def test_what_came_back_is_told_from_what_was_merely_answered(head: str, bounced: bool) -> None:
    raw = f"{head}\n\n".encode()
    message = message_of(raw)
    assert is_bounce(message, read_head(raw, message).from_email) is bounced
