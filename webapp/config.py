"""Every setting, read once from the environment; docs/settings.md explains each of them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from kb.errors import BadInput, NotReady
from webapp.logging import LogForm

PREFIX = "COURTSIDE_"
DEMO_SECRET = "known-to-everybody-and-fit-for-the-demo-only"  # noqa: S105
SHORTEST_SECRET = 32
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, kw_only=True)
class Config:
    """One field a setting: `data_dir` is COURTSIDE_DATA_DIR."""

    demo: bool = False
    secret_key: str = field(default=DEMO_SECRET, repr=False)
    data_dir: Path = Path("var")
    database_url: str = field(default="", repr=False)
    corpus_dir: Path = Path(__file__).parent.parent / "corpus"
    host: str = "127.0.0.1"
    port: int = 8000
    https: bool = False
    trusted_proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    club_name: str = "爱玛会体育俱乐部"
    preset_entries: tuple[str, ...] = ("badminton-price", "opening-hours", "booking", "location")
    widget_origins: tuple[str, ...] = ()
    limit_ask: str = "60 per minute"
    limit_look: str = "600 per minute"
    limit_login_address: str = "30 per minute"
    limit_login_account: str = "10 per 5 minutes"
    limit_storage: str = "memory://"
    tick_seconds: int = 15
    site_url: str = ""
    smtp_url: str = field(default="", repr=False)
    smtp_from: str = ""
    imap_url: str = field(default="", repr=False)
    mail_ca: str = ""
    robot_url: str = field(default="", repr=False)
    robot_secret: str = field(default="", repr=False)
    log_level: str = "INFO"
    log_form: LogForm = LogForm.JSON

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Raises BadInput that names the setting."""
        given: dict[str, Any] = {}
        for each in fields(cls):
            text = environ.get(PREFIX + each.name.upper())
            if text is not None:
                given[each.name] = _read(each.name, text, type(each.default))
        return cls(**given)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'courtside.db'}"

    def require_safe(self) -> None:
        """Raise NotReady when cookies would be signed with a secret that others know."""
        if self.demo:
            return
        if self.secret_key == DEMO_SECRET or len(self.secret_key) < SHORTEST_SECRET:
            raise NotReady(
                f"没有设置足够长的 {PREFIX}SECRET_KEY，不能启动。",
                code="no_secret",
                mend=(
                    f"请设为至少 {SHORTEST_SECRET} 个随机字符"
                    "（python3 -c 'import secrets; print(secrets.token_urlsafe(48))'）；"
                    f"只想看演示，请设 {PREFIX}DEMO=1。"
                ),
            )


def _read(name: str, text: str, kind: type) -> Any:
    text = text.strip()
    if kind is bool:
        if text.lower() not in YES | NO:
            raise _unreadable(name, "1 或 0")
        return text.lower() in YES
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise _unreadable(name, "一个整数")
        return int(text)
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is LogForm:
        if text.lower() not in set(LogForm):
            raise _unreadable(name, "、".join(LogForm))
        return LogForm(text.lower())
    return Path(text) if issubclass(kind, Path) else text


def _unreadable(name: str, wanted: str) -> BadInput:
    setting = PREFIX + name.upper()
    return BadInput(f"{setting} 应为{wanted}。", field=setting, code="bad_setting")
