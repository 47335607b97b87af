"""The command that looks into the mailbox once, from a real server to a real server."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from certified import OWN_CA
from imap import PASSWORD, Folder, imap_server
from receivers import Mailbox, free_port, mail_server

FROM = "club@club.example"


Run = Callable[..., Any]


@pytest.fixture
def post() -> Iterator[tuple[Folder, Mailbox]]:
    with imap_server("imaps") as folder, mail_server("smtps") as letters:
        yield folder, letters


def letter() -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "林小雨 <lin@mail.example>", FROM, "网球"
    made["Message-ID"] = "<1@mail.example>"
    made.set_content("网球场怎么收费？")
    return made.as_bytes()


def test_a_look_takes_what_came_and_sends_what_waits(
    courtside: Run, installed: Path, tmp_path: Path, post: tuple[Folder, Mailbox]
) -> None:
    folder, letters = post
    data_dir = copytree(installed, tmp_path / "data", symlinks=True)
    folder.add(letter())
    looked = courtside(
        "mail", "--once", data_dir=data_dir, imap_url=folder.url, mail_ca=str(OWN_CA),
        smtp_url=f"smtps://127.0.0.1:{letters.port}", smtp_from=FROM,
    )  # fmt: skip
    assert (looked.code, looked.err) == (0, "")
    assert looked.lines == ["已受理 1 封", "送出 1 封，没有送到 0 封。"]
    assert "问题编号" in letters.letters[0].get_content()
    again = courtside("mail", "--once", data_dir=data_dir, imap_url=folder.url, mail_ca=str(OWN_CA))
    assert (again.code, again.out) == (0, "没有新邮件。\n")
    assert "COURTSIDE_SMTP_URL" in again.err


@pytest.mark.parametrize(
    ("code", "told", "change", "settings"),
    [
        (1, "证书不可信", ("", ""), {}),
        (1, "用户名或密码", ("k%2F9", "wrong"), {"mail_ca": str(OWN_CA)}),
        (1, "没有这个文件夹", ("INBOX", "Nowhere"), {"mail_ca": str(OWN_CA)}),
        (1, "主机名", ("127.0.0.1", "nowhere.invalid"), {}),
        (1, "连不上", ("PORT", str(free_port())), {}),
        (2, "COURTSIDE_IMAP_URL", ("imaps:", "pop3:"), {}),
        (2, "COURTSIDE_MAIL_CA", ("", ""), {"mail_ca": __file__}),
        (2, "COURTSIDE_MAIL_CA", ("", ""), {"mail_ca": "nowhere.pem"}),
    ],
)
def test_each_wrong_setting_is_told_and_no_secret_with_it(
    courtside: Run,
    post: tuple[Folder, Mailbox],
    code: int,
    told: str,
    change: tuple[str, str],
    settings: dict[str, str],
) -> None:
    wrong, right = change
    url = post[0].url.replace(str(post[0].port) if wrong == "PORT" else wrong, right)
    failed = courtside("mail", "--once", imap_url=url, **settings)
    assert (failed.code, failed.out) == (code, "")
    assert told in failed.err
    assert PASSWORD not in failed.err
    assert "Traceback" not in failed.err


def test_without_a_mailbox_it_says_which_setting_is_wanted(courtside: Run) -> None:
    assert "COURTSIDE_IMAP_URL" in courtside("mail", "--once").err
    assert "courtside worker" in courtside("mail").err
