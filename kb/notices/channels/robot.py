"""A group's robot at 企业微信, 钉钉 or 飞书: one HTTP request, never redirected anywhere else."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote_plus, urlsplit

from kb.notices.channels import Letter, NotSent
from kb.terms import LabelledEnum
from kb.text.masking import mask

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 65_536


class RobotKind(LabelledEnum):
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"


@dataclass(frozen=True)
class RobotChannel:
    """`url` holds the robot's key, `secret` signs (钉钉 and 飞书): neither is ever shown."""

    kind: RobotKind
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    site: str = ""
    timeout: float = TIMEOUT_SECONDS

    def send(self, letter: Letter, *, now: datetime) -> None:
        text = f"{letter.heading}\n{letter.text}\n{self.site}{letter.path}"
        address, body = request_of(self.kind, self.url, self.secret, text, now)
        try:
            status, said = self._post(address, json.dumps(body, ensure_ascii=False).encode())
        except TimeoutError as error:
            raise NotSent(f"{self.kind.label}没有回应") from error
        except (OSError, HTTPException) as error:
            raise NotSent(f"连不上{self.kind.label}（{type(error).__name__}）") from error
        if status != 200:
            raise NotSent(f"{self.kind.label}回答 {status}")
        _require_taken(self.kind, said)

    def _post(self, address: str, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(address)
        way = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = way(parts.netloc, timeout=self.timeout)
        try:
            goal = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            kind = {"Content-Type": "application/json; charset=utf-8"}
            connection.request("POST", goal, body, kind)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER)
        finally:
            connection.close()


def request_of(
    kind: RobotKind, url: str, secret: str, text: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Where it is sent and what, as each of them documents it for text messages."""
    if kind is RobotKind.FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            stamp = str(int(now.timestamp()))
            body |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", "")}
        return url, body
    body = {"msgtype": "text", "text": {"content": text}}
    if kind is RobotKind.DINGTALK and secret:
        stamp = str(int(now.timestamp() * 1000))
        sign = quote_plus(_sign(secret, f"{stamp}\n{secret}"))
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    return url, body


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), message.encode(), hashlib.sha256)).decode()


def _require_taken(kind: RobotKind, said: bytes) -> None:
    """All three answer 200 to what they refuse, and say so in the body."""
    try:
        answer = json.loads(said)
        code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
        why = str(answer.get("errmsg") or answer.get("msg") or "")
    except (ValueError, AttributeError) as error:
        raise NotSent(f"{kind.label}的回答无法识别") from error
    if code != 0:
        raise NotSent(f"{kind.label}没有收下（{code}）：{mask(why)[:120]}")
