"""Channels as the settings describe them. A mistake names the setting, never its value."""

import ssl
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from kb.errors import BadInput
from kb.notices.channels import Channel
from kb.notices.channels.mail import MailChannel, MailServer
from kb.notices.channels.robot import RobotChannel, RobotKind
from kb.notices.kinds import ChannelKind

SECURED: dict[str, tuple[Literal["tls", "starttls", "no"], int]] = {
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
    "smtp": ("no", 25),
}
"""by the scheme of the address, with the usual port"""

ROBOTS = {
    "qyapi.weixin.qq.com": RobotKind.WECOM,
    "oapi.dingtalk.com": RobotKind.DINGTALK,
    "open.feishu.cn": RobotKind.FEISHU,
    "open.larksuite.com": RobotKind.FEISHU,
}


def open_channels(
    *, smtp_url: str = "", smtp_from: str = "", robot_url: str = "", robot_secret: str = "",
    site_url: str = "", trust: ssl.SSLContext | None = None,
) -> dict[ChannelKind, Channel]:  # fmt: skip
    """Those that are set. `trust`: of mail servers; the system's without one. Raises BadInput."""
    site = site_url.rstrip("/")
    found: dict[ChannelKind, Channel] = {}
    if smtp_url:
        if "@" not in smtp_from or not smtp_from.isprintable():
            raise _unreadable("SMTP_FROM", "寄件人地址，例如 courtside@club.example")
        found[ChannelKind.MAIL] = MailChannel(_mail_server(smtp_url, trust), smtp_from, site)
    if robot_url:
        kind, url = _robot(robot_url)
        found[ChannelKind.ROBOT] = RobotChannel(kind, url, robot_secret, site)
    return found


def _mail_server(url: str, trust: ssl.SSLContext | None) -> MailServer:
    wanted = "邮件服务器的地址，例如 smtps://用户名:密码@smtp.example.com"
    parts = _split("SMTP_URL", url, wanted)
    if parts.scheme not in SECURED:
        raise _unreadable("SMTP_URL", wanted)
    secured, port = SECURED[parts.scheme]
    return MailServer(
        str(parts.hostname),
        parts.port or port,
        secured,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        trust or ssl.create_default_context(),
    )


def _robot(url: str) -> tuple[RobotKind, str]:
    """`dingtalk+http://…` for a gateway of one's own, which its host does not tell."""
    wanted = "企业微信、钉钉或飞书群机器人的地址"
    name, plus, rest = url.partition("+")
    named = name in set(RobotKind) and bool(plus)
    url = rest if named else url
    parts = _split("ROBOT_URL", url, wanted)
    kind = RobotKind(name) if named else ROBOTS.get(str(parts.hostname))
    if kind is None or parts.scheme not in (("http", "https") if named else ("https",)):
        raise _unreadable("ROBOT_URL", wanted)
    return kind, url


def _split(setting: str, url: str, wanted: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise _unreadable(setting, wanted)


def _unreadable(setting: str, wanted: str) -> BadInput:
    name = f"COURTSIDE_{setting}"
    return BadInput(f"{name} 应为{wanted}。", field=name, code="bad_setting")
