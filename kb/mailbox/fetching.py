"""The one door to imaplib. What is fetched stays unread until it was kept."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from kb.mailbox.account import Account

TIMEOUT_SECONDS = 20
MOST_BYTES = 10 * 1024 * 1024
"""of a larger one only the head is fetched"""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class NotFetched(Exception):
    """`str()` is for colleagues: it names neither addresses nor secrets."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`whole`: False where it is too large and `raw` is but its head."""

    uid: int
    raw: bytes
    whole: bool


@dataclass(frozen=True)
class Box:
    """An open folder. `validity`: while it is the same, so are the numbers of the mails; `next`:
    what the next mail will be numbered."""

    connection: imaplib.IMAP4
    validity: int
    next: int

    def beyond(self, uid: int) -> list[int]:
        """In order; those later than this one."""
        # "5:*" also names the last one where it is earlier than 5.
        return [each for each in self._search(f"UID {uid + 1}:*") if each > uid]

    def unread_since(self, day: date) -> list[int]:
        return self._search(f"UNSEEN SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, uid: int) -> Fetched | None:
        """None where it is gone meanwhile."""
        size = re.search(rb"RFC822\.SIZE (\d+)", _said(self._uid("FETCH", uid, "(RFC822.SIZE)")))
        if size is None:
            return None
        whole = int(size[1]) <= MOST_BYTES
        found = self._uid("FETCH", uid, "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")
        raw = next((each[1] for each in found if isinstance(each, tuple)), None)
        return None if raw is None else Fetched(uid, raw, whole)

    def flag_seen(self, uid: int) -> None:
        self._uid("STORE", uid, "+FLAGS.SILENT (\\Seen)")

    def _search(self, wanted: str) -> list[int]:
        status, found = self.connection.uid("SEARCH", *wanted.split(" "))
        _require(status)
        return sorted(int(each) for each in _said(found).split())

    def _uid(self, command: str, uid: int, wanted: str) -> list[bytes | tuple[bytes, bytes]]:
        status, found = self.connection.uid(command, str(uid), wanted)
        _require(status)
        return [each for each in found if each is not None]


@contextmanager
def opened(account: Account, timeout: float = TIMEOUT_SECONDS) -> Iterator[Box]:
    """Raises NotFetched, also for what goes wrong while the box is open."""
    try:
        connection = _connect(account, timeout)
        try:
            connection.login(account.user, account.password)
            status, _ = connection.select(f'"{account.folder}"')
            if status != "OK":
                raise NotFetched("收件邮箱里没有这个文件夹")
            yield Box(
                connection, _number(connection, "UIDVALIDITY"), _number(connection, "UIDNEXT")
            )
        finally:
            _leave(connection)
    except imaplib.IMAP4.abort as error:
        raise NotFetched("收件服务器断开了连接") from error
    except imaplib.IMAP4.error as error:
        raise NotFetched("收件服务器不接受用户名或密码，或不明白请求") from error
    except TimeoutError as error:
        raise NotFetched("收件服务器没有回应") from error
    except OSError as error:
        raise NotFetched(f"连不上收件服务器（{type(error).__name__}）") from error


def _connect(account: Account, timeout: float) -> imaplib.IMAP4:
    if account.secured == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=timeout)
    connection = imaplib.IMAP4(account.host, account.port, timeout=timeout)
    if account.secured == "starttls":
        try:
            connection.starttls(ssl.create_default_context())
        except BaseException:
            connection.shutdown()
            raise
    return connection


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        connection.shutdown()


def _number(connection: imaplib.IMAP4, name: str) -> int:
    _, found = connection.response(name)
    if not found or not isinstance(found[0], bytes) or not found[0].isdigit():
        raise NotFetched(f"收件服务器没有告诉 {name}")
    return int(found[0])


def _said(found: list[bytes | tuple[bytes, bytes]]) -> bytes:
    return b" ".join(each[0] if isinstance(each, tuple) else each for each in found if each)


def _require(status: str) -> None:
    if status != "OK":
        raise NotFetched("收件服务器没有照办")
