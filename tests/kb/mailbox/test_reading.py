"""From bytes to words: charsets, encoded words, HTML, quotes, signatures, and what is malformed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.mailbox.account import read_account
from kb.mailbox.machines import is_bounce, why_not_answered
from kb.mailbox.plain import words_of_html
from kb.mailbox.quoting import own_words
from kb.mailbox.reading import (
    LONGEST_TEXT,
    Parsed,
    Unreadable,
    message_of,
    read_head,
    read_whole,
)

WORDS = "网球怎么收费？"


def parse(raw: bytes) -> Parsed:
    return read_whole(raw, message_of(raw))


def mail(body: bytes, kind: str = "text/plain; charset=utf-8", *more: str) -> bytes:
    heads = ["From: =?utf-8?b?5p6X5bCP6Zuo?= <Lin@Mail.example>", f"Content-Type: {kind}", *more]
    return "\r\n".join(heads).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gbk"),
        ("gb18030", "gb18030"),
        ("big5-unknown", "gbk"),
        ("us-ascii", "utf-8"),
        ("unknown-8bit", "gb18030"),
        ('"broken', "utf-8"),
        ("idna", "utf-8"),
    ],
)
def test_words_are_read_in_whatever_charset_they_come(charset: str, encoding: str) -> None:
    kind = f"text/plain; charset={charset}"
    text = WORDS.replace("网球", "網球") if charset == "gb18030" else WORDS
    assert parse(mail(text.encode(encoding), kind)).said == text


def test_heads_are_decoded_and_made_one_line() -> None:
    hidden = "Subject: =?utf-8?b?572R55CDCkJjYzogeEB5Lno=?="
    found = parse(mail(b"x", "text/plain", hidden, "Message-ID: <1@m>", "References: <a@m> <b@m>"))
    assert (found.from_name, found.from_email) == ("林小雨", "lin@mail.example")
    assert found.subject == "网球 Bcc: x@y.z"
    assert (found.message_id, found.answers_to) == ("<1@m>", ["<b@m>", "<a@m>"])


def test_raw_bytes_in_a_subject_are_read_too() -> None:
    raw = b"From: a@b.example\r\nSubject: " + WORDS.encode("gbk") + b"\r\n\r\nx"
    assert parse(raw).subject == WORDS


def test_plain_text_is_preferred_and_attachments_are_named_only() -> None:
    body = (
        "--b\r\nContent-Type: text/html\r\n\r\n<p>HTML</p>\r\n"
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n网球怎么收费？\r\n"
        '--b\r\nContent-Type: image/png; name="=?utf-8?b?5Zu+LnBuZw==?="\r\n\r\nAAAA\r\n'
        "--b\r\nContent-Type: application/pdf\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%E5%8D%95.pdf\r\n\r\nAAAA\r\n--b--\r\n"
    )
    found = parse(mail(body.encode(), "multipart/mixed; boundary=b"))
    assert found.said == WORDS
    assert found.attachments == ["图.png", "单.pdf"]


def test_html_becomes_words_without_scripts_and_quotes() -> None:
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>您好，</p>"
        "<p>网球&nbsp;怎么收费<br>谢谢</p><script>alert(1)</script><img src=http://x/y onerror=1>"
        "<style>a<b>{}</style><!-- x<b> --><!doctype y>a&lt;b <3"
        "<div class='gmail_quote'>旧话<blockquote>更旧</blockquote></div></body></html>"
    )
    assert words_of_html(html) == "您好，\n\n网球 怎么收费\n谢谢\na<b <3"


@pytest.mark.parametrize(
    "quoted",
    [
        "> 旧话\n> 更旧",
        "在 2026年11月18日 15:00，爱玛会 <club@club.example> 写道：\n> 旧话",
        '在 2026-11-18 15:00:00，"爱玛会" <club@club.example> 写道：\n旧话',
        "On Wed, Nov 18, 2026 at 3:00 PM 爱玛会 <club@club.example> wrote:\n> 旧话",
        "On Wed, Nov 18, 2026 at 3:00 PM 爱玛会\n<club@club.example> wrote:\n> 旧话",
        'At 2026-11-18 15:00:00, "爱玛会" <club@club.example> wrote:\n旧话',
        "爱玛会 <club@club.example> 于2026年11月18日周三 15:00写道：\n旧话",
        "------------------ 原始邮件 ------------------\n发件人: 爱玛会\n旧话",
        "---- 回复的原邮件 ----\n旧话",
        "-----Original Message-----\nFrom: club\n旧话",
        "________________________________\n发件人: 爱玛会\n发送时间: 2026年11月18日\n旧话",
        "发件人：爱玛会\n发送时间：2026年11月18日\n收件人：林小雨\n主题：回复\n旧话",
        "-- \n林小雨\n138 0000 0000",
        "发自我的 iPhone",
        "发自我的华为手机\n旧话",
        "来自QQ邮箱",
        "Sent from my iPhone",
        "获取 Outlook for iOS",
    ],
)
def test_quotes_and_signatures_are_cut(quoted: str) -> None:
    assert own_words(f"还是没有解决。\n\n{quoted}\n") == "还是没有解决。"


@pytest.mark.parametrize(
    "text",
    ["On 周六下午还有场地吗？", "发件人：我看不懂这个词", "在 2026 年还办年卡吗", "-- 就这样吧"],
)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    assert own_words(f"{text}\n请回复。") == f"{text}\n请回复。"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \r\n\r\nx",
        b"From: not an address\r\n\r\nx",
        b"From: <>\r\n\r\nx",
    ],
)
def test_without_a_sender_it_cannot_be_taken(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        mail(b"--x\r\n", "multipart/mixed"),
        mail(b"--b\r\n" * 2000, "multipart/mixed; boundary=b"),
        mail(b"=E7=BD", "text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"),
        mail(b"!!!", "text/plain", "Content-Transfer-Encoding: base64"),
        mail(b"x", "text/plain; charset*=utf-8''%FF"),
        mail(b"<" * 3000, "text/html"),
        mail(b"x", "message/rfc822"),
        mail(b"x" * 200_000),
        mail(b"x", "text/plain", "Subject: =?utf-7?q?+2AA-?="),
        mail(b"x", "text/plain", "Subject: =?unicode-escape?q?=5Cud800?="),
    ],
)
def test_what_is_malformed_is_read_as_far_as_it_can_be(raw: bytes) -> None:
    found = parse(raw)
    assert found.from_email == "lin@mail.example"
    assert len(found.text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b" " * 300_000 + b"x", "text/plain"),
        (b"On " * 60_000, "text/plain"),
        (b"\n" * 200_000, "text/plain"),
        (b">" * 300_000, "text/plain"),
        (b"<b>" * 40_000 + b"</i>" * 40_000, "text/html"),
        (b"<a " * 60_000, "text/html"),
        (b"<!--" * 60_000, "text/html"),
        (b"a" * 90_000 + b"-" + b"b" * 90_000, "text/plain; charset=punycode"),
    ],
)
def test_a_huge_letter_is_read_to_its_end(body: bytes, kind: str) -> None:
    """At its length squared each would outlast the limit of every test."""
    parse(mail(body, kind))


@given(st.binary(max_size=400), st.binary(max_size=60).filter(lambda each: b"\n" not in each))
def test_no_bytes_whatever_break_the_judge_of_heads(noise: bytes, value: bytes) -> None:
    names = (b"From", b"Subject", b"Auto-Submitted", b"Content-Type", b"Return-Path", b"References")
    for raw in (noise, *(name + b": " + value + b"\r\n\r\nx" for name in names)):
        message = message_of(raw)
        sender = read_head(raw, message).from_email
        why_not_answered(message, sender, frozenset())
        is_bounce(message, sender)
        assert sender.encode().decode() == sender


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(noise: bytes) -> None:
    for raw in (
        noise,
        mail(noise),
        mail(noise, "multipart/mixed; boundary=b"),
        mail(noise, "text/html"),
    ):
        with suppress(Unreadable):
            parse(raw)


def test_a_mailbox_is_read_off_its_address_and_a_mistake_shows_no_secret() -> None:
    account = read_account("imaps://lin%40club.example:p%2Fw@imap.club.example/Service")
    assert (account.user, account.password, account.port) == ("lin@club.example", "p/w", 993)
    assert (account.folder, "p/w" in repr(account)) == ("Service", False)
    for url in ("imaps://host/INBOX", "http://u:secret@h/", "imaps://u:secret@h:0", "imap://", "x"):
        with pytest.raises(BadInput) as refused:
            read_account(url)
        assert "COURTSIDE_IMAP_URL" in str(refused.value)
        assert "secret" not in str(refused.value)
