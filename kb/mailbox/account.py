"""The club's own mailbox as the settings describe it. A mistake never shows the setting's value."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from kb.errors import BadInput

SETTING = "COURTSIDE_IMAP_URL"
SECURED: dict[str, tuple[Literal["tls", "starttls", "no"], int]] = {
    "imaps": ("tls", 993),
    "imap+starttls": ("starttls", 143),
    "imap": ("no", 143),
}
"""by the scheme of the address, with the usual port"""
_FOLDER = re.compile(r"[\x21-\x7e ]*")


@dataclass(frozen=True)
class Account:
    """`trust`: whose certificates are believed."""

    host: str
    port: int
    secured: Literal["tls", "starttls", "no"]
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str = "INBOX"
    trust: ssl.SSLContext = field(
        default_factory=ssl.create_default_context, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """What tells this folder from all others."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def read_account(url: str, trust: ssl.SSLContext | None = None) -> Account:
    """`trust`: the system's without one. Raises BadInput that names the setting."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _unreadable() from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    sound = _FOLDER.fullmatch(folder) and '"' not in folder and "\\" not in folder
    given = parts.scheme in SECURED and parts.hostname and port != 0 and user and password
    if not (given and sound and f"{user}{password}".isprintable()):
        raise _unreadable()
    secured, usual = SECURED[parts.scheme]
    return Account(
        str(parts.hostname), port or usual, secured, user, password, folder,
        trust or ssl.create_default_context(),
    )  # fmt: skip


def _unreadable() -> BadInput:
    wanted = "收件邮箱的地址，例如 imaps://用户名:密码@imap.example.com/INBOX"
    return BadInput(f"{SETTING} 应为{wanted}。", field=SETTING, code="bad_setting")
