"""The one door to imaplib. What is fetched stays unread until it was kept."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

    def since(self, day: date, *, unread: bool) -> list[int]:
        """In order; of this day and later."""
        which = "UNSEEN " if unread else ""
        return self._search(f"{which}SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year}")

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
            _log_in(connection, account)
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
        raise NotFetched("收件服务器不明白请求") from error
    except TimeoutError as error:
        raise NotFetched("收件服务器没有回应") from error
    except socket.gaierror as error:
        raise NotFetched("找不到收件服务器这个主机名") from error
    except ssl.SSLCertVerificationError as error:
        raise NotFetched(f"收件服务器的证书不可信（{error.verify_message}）") from error
    except ssl.SSLError as error:
        raise NotFetched("收件服务器不会用这种方式加密，请看地址开头和端口") from error
    except OSError as error:
        raise NotFetched(f"连不上收件服务器（{type(error).__name__}）") from error


def _connect(account: Account, timeout: float) -> imaplib.IMAP4:
    host, port, trust = account.host, account.port, account.trust
    if account.secured == "tls":
        return imaplib.IMAP4_SSL(host, port, ssl_context=trust, timeout=timeout)
    connection = imaplib.IMAP4(host, port, timeout=timeout)
    if account.secured == "starttls":
        try:
            _start_tls(connection, trust)
        except BaseException:
            _hang_up(connection)
            raise
    return connection


def _start_tls(connection: imaplib.IMAP4, trust: ssl.SSLContext) -> None:
    if "STARTTLS" not in connection.capabilities:
        raise NotFetched("收件服务器不提供 STARTTLS")
    connection.starttls(trust)


def _log_in(connection: imaplib.IMAP4, account: Account) -> None:
    try:
        connection.login(account.user, account.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise NotFetched("收件服务器不接受用户名或密码") from error


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        _hang_up(connection)


def _hang_up(connection: imaplib.IMAP4) -> None:
    # What went wrong before is what counts.
    with suppress(OSError):
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
