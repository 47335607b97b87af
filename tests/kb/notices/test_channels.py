"""Letters by real SMTP and real HTTP: what arrives, and what is told when nothing does."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.errors import BadInput
from kb.notices.channels import Letter, NotSent
from kb.notices.channels.mail import MailChannel, MailServer
from kb.notices.channels.opening import open_channels
from kb.notices.channels.robot import RobotChannel, RobotKind
from kb.notices.kinds import ChannelKind
from receivers import deaf_server, free_port, mail_server, robot_server
from world import AFTERNOON

LETTER = Letter(
    "wang@club.example",
    "场边提醒：已超时",
    "工单 1001 已超时。",
    "/desk/tickets/1001",
    "<7@courtside>",
)


def mail(port: int, **more: Any) -> MailChannel:
    server = MailServer("127.0.0.1", port, "no")
    return MailChannel(server, "courtside@club.example", "https://desk.club.example", **more)


def test_a_letter_arrives_with_its_words_its_link_and_its_own_id() -> None:
    with mail_server() as box:
        mail(box.port).send(LETTER, now=AFTERNOON)
    (letter,) = box.letters
    assert letter["Subject"] == "场边提醒：已超时"
    assert letter["To"] == "wang@club.example"
    assert letter["Message-ID"] == "<7@courtside>"
    assert letter["Date"] == "Wed, 18 Nov 2026 07:00:00 +0000"
    told = letter.get_content()
    assert "工单 1001 已超时。" in told
    assert "https://desk.club.example/desk/tickets/1001" in told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("451 try later", "451：try later"),
        ("554 spam from wang@club.example", r"554：.*\[e-mail\]"),
    ],
)
def test_a_server_that_refuses_is_quoted_without_addresses(answer: str, said: str) -> None:
    with mail_server() as box:
        box.answer = answer
        with pytest.raises(NotSent, match=said) as refused:
            mail(box.port).send(LETTER, now=AFTERNOON)
    assert not refused.value.for_good


def test_an_address_that_is_refused_is_not_tried_again() -> None:
    with mail_server() as box:
        box.refused = (LETTER.to,)
        with pytest.raises(NotSent, match="550") as refused:
            mail(box.port).send(LETTER, now=AFTERNOON)
    assert refused.value.for_good


def test_nobody_there_and_nobody_answering_are_told_apart() -> None:
    with pytest.raises(NotSent, match="连不上邮件服务器"):
        mail(free_port()).send(LETTER, now=AFTERNOON)
    with deaf_server() as port, pytest.raises(NotSent, match="没有回应"):
        mail(port, timeout=0.2).send(LETTER, now=AFTERNOON)


def test_a_server_without_tls_gets_no_password() -> None:
    with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "starttls", "wang", "secret")
        with pytest.raises(NotSent):
            MailChannel(server, "courtside@club.example").send(LETTER, now=AFTERNOON)
    assert box.letters == []


@pytest.mark.parametrize(
    ("kind", "answer", "body"),
    [
        (RobotKind.WECOM, {"errcode": 0}, {"msgtype": "text"}),
        (RobotKind.DINGTALK, {"errcode": 0}, {"msgtype": "text"}),
        (RobotKind.FEISHU, {"code": 0}, {"msg_type": "text"}),
        (RobotKind.FEISHU, {"StatusCode": 0}, {"msg_type": "text"}),
    ],
)
def test_each_robot_gets_the_form_it_wants(
    kind: RobotKind, answer: dict[str, Any], body: dict[str, Any]
) -> None:
    with robot_server() as gateway:
        gateway.answer = answer
        RobotChannel(kind, gateway.url).send(LETTER, now=AFTERNOON)
    ((path, sent),) = gateway.asked
    assert path == "/robot/send?key=k-secret"
    assert body.items() <= sent.items()
    text = sent["content"]["text"] if kind is RobotKind.FEISHU else sent["text"]["content"]
    assert text == "场边提醒：已超时\n工单 1001 已超时。\n/desk/tickets/1001"


def test_dingtalk_and_feishu_are_signed_with_the_secret() -> None:
    with robot_server() as gateway:
        RobotChannel(RobotKind.DINGTALK, gateway.url, "s-secret").send(LETTER, now=AFTERNOON)
        gateway.answer = {"code": 0}
        RobotChannel(RobotKind.FEISHU, gateway.url, "s-secret").send(LETTER, now=AFTERNOON)
    asked = parse_qs(urlsplit(gateway.asked[0][0]).query)
    stamp = int(AFTERNOON.timestamp())
    assert asked["timestamp"] == [f"{stamp}000"]
    assert asked["sign"] == [signed(b"s-secret", f"{stamp}000\ns-secret".encode())]
    body = gateway.asked[1][1]
    assert (body["timestamp"], body["sign"]) == (
        str(stamp),
        signed(f"{stamp}\ns-secret".encode(), b""),
    )


def signed(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "93000.*invalid webhook"),
        (500, {}, "企业微信回答 500"),
        (200, {}, "没有收下"),
    ],
)
def test_a_robot_that_refuses_is_quoted_without_its_key(
    status: int, answer: dict[str, Any], said: str
) -> None:
    with robot_server() as gateway:
        gateway.status, gateway.answer = status, answer
        with pytest.raises(NotSent, match=said) as refused:
            RobotChannel(RobotKind.WECOM, gateway.url).send(LETTER, now=AFTERNOON)
    assert "k-secret" not in refused.value.why


def test_a_robot_is_never_followed_anywhere_else() -> None:
    with robot_server() as elsewhere, robot_server() as gateway:
        gateway.status, gateway.location = 307, elsewhere.url
        with pytest.raises(NotSent, match="307"):
            RobotChannel(RobotKind.WECOM, gateway.url).send(LETTER, now=AFTERNOON)
    assert elsewhere.asked == []


def test_a_robot_that_is_gone_or_silent_is_told() -> None:
    gone = RobotChannel(RobotKind.FEISHU, f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(NotSent, match="连不上飞书"):
        gone.send(LETTER, now=AFTERNOON)
    with deaf_server() as port:
        silent = RobotChannel(RobotKind.FEISHU, f"http://127.0.0.1:{port}/", timeout=0.2)
        with pytest.raises(NotSent, match="飞书没有回应"):
            silent.send(LETTER, now=AFTERNOON)


def test_settings_open_the_channels_they_name() -> None:
    assert open_channels() == {}
    opened = open_channels(
        smtp_url="smtp+starttls://wang:p%40ss@smtp.club.example",
        smtp_from="courtside@club.example",
        robot_url="https://oapi.dingtalk.com/robot/send?access_token=t",
        robot_secret="s-secret",
        site_url="https://desk.club.example/",
    )
    by_mail, robot = opened[ChannelKind.MAIL], opened[ChannelKind.ROBOT]
    assert isinstance(by_mail, MailChannel)
    assert by_mail.server == MailServer("smtp.club.example", 587, "starttls", "wang", "p@ss")
    assert by_mail.site == "https://desk.club.example"
    assert isinstance(robot, RobotChannel)
    assert robot.kind is RobotKind.DINGTALK
    for secret in ("p@ss", "s-secret", "access_token"):
        assert secret not in repr(opened)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"smtp_url": "imap://secret@host", "smtp_from": "a@b.example"}, "COURTSIDE_SMTP_URL"),
        ({"smtp_url": "smtp://host:secret", "smtp_from": "a@b.example"}, "COURTSIDE_SMTP_URL"),
        ({"smtp_url": "smtp://", "smtp_from": "a@b.example"}, "COURTSIDE_SMTP_URL"),
        ({"smtp_url": "smtp://host", "smtp_from": ""}, "COURTSIDE_SMTP_FROM"),
        ({"robot_url": "https://elsewhere.example/?secret"}, "COURTSIDE_ROBOT_URL"),
        ({"robot_url": "http://oapi.dingtalk.com/?secret"}, "COURTSIDE_ROBOT_URL"),
        ({"robot_url": "slack+https://host/?secret"}, "COURTSIDE_ROBOT_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_shown(
    settings: dict[str, str], name: str
) -> None:
    with pytest.raises(BadInput, match=name) as refused:
        open_channels(**settings)
    assert "secret" not in str(refused.value)
