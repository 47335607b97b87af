"""Mailbox and mail server behind TLS: trusted when told to, else refused, with a reason."""

import ssl

import pytest

from certified import trusting
from imap import PASSWORD, imap_server
from kb.mailbox.account import read_account
from kb.mailbox.fetching import NotFetched, opened
from kb.notices.channels import Letter, NotSent
from kb.notices.channels.opening import open_channels
from kb.notices.kinds import ChannelKind
from receivers import free_port, mail_server
from world import AFTERNOON

FROM = "club@club.example"
LETTER = Letter("lin@mail.example", "网球", "每小时50元。", "", "<7@courtside>")


def fetch(url: str, trust: ssl.SSLContext | None = None) -> bytes:
    with opened(read_account(url, trust), timeout=60) as box:
        fetched = box.fetch(1)
    assert fetched is not None
    return fetched.raw


def send(url: str, trust: ssl.SSLContext | None = None) -> None:
    open_channels(smtp_url=url, smtp_from=FROM, trust=trust)[ChannelKind.MAIL].send(
        LETTER, now=AFTERNOON
    )


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_letters_are_fetched_over_a_connection_that_is_trusted_and_no_other(scheme: str) -> None:
    with imap_server(scheme) as folder:
        folder.add(b"From: lin@mail.example\r\n\r\nx")
        assert fetch(folder.url, trusting()).endswith(b"x")
        sent = len(folder.asked)
        with pytest.raises(NotFetched, match=r"证书不可信.*self.signed"):
            fetch(folder.url)
        with pytest.raises(NotFetched, match=r"证书不可信.*localhost"):
            fetch(folder.url.replace("127.0.0.1", "localhost"), trusting())
        assert not [each for each in folder.asked[sent:] if "LOGIN" in each]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_letters_are_sent_over_a_connection_that_is_trusted_and_no_other(scheme: str) -> None:
    with mail_server(scheme) as box:
        address = f"{scheme}://127.0.0.1:{box.port}"
        send(address, trusting())
        with pytest.raises(NotSent, match=r"证书不可信.*self.signed"):
            send(address)
        with pytest.raises(NotSent, match=r"证书不可信.*localhost"):
            send(address.replace("127.0.0.1", "localhost"), trusting())
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("imap:", "imap+starttls:"), "不提供 STARTTLS"),
        (("imap:", "imaps:"), "不会用这种方式加密"),
        (("k%2F9", "wrong"), "用户名或密码"),
        (("INBOX", "Nowhere"), "没有这个文件夹"),
        (("127.0.0.1", "nowhere.invalid"), "主机名"),
    ],
)
def test_each_wrong_setting_is_told_apart_and_no_secret_with_it(
    change: tuple[str, str], told: str
) -> None:
    with imap_server() as folder, pytest.raises(NotFetched, match=told) as refused:
        fetch(folder.url.replace(*change), trusting())
    assert PASSWORD not in str(refused.value)
    assert "wrong" not in str(refused.value)


def test_a_mail_server_without_starttls_gets_no_letter_in_the_clear() -> None:
    with mail_server() as box, pytest.raises(NotSent, match="不提供 STARTTLS"):
        send(f"smtp+starttls://127.0.0.1:{box.port}", trusting())
    with mail_server() as box, pytest.raises(NotSent, match="不会用这种方式加密"):
        send(f"smtps://127.0.0.1:{box.port}", trusting())
    with pytest.raises(NotSent, match="主机名"):
        send(f"smtps://nowhere.invalid:{free_port()}")
    assert box.letters == []
