"""E-mail by SMTP."""

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, default
from email.utils import format_datetime
from typing import Literal

from kb.notices.channels import Letter, NotSent
from kb.text.masking import mask

TIMEOUT_SECONDS = 10


class _Thread:
    """Message-IDs, one a line and never encoded: a mail program looks for them as they are, and
    the library would encode a long one like a word."""

    max_count = 1
    parse = UnstructuredHeader.parse
    value_parser = staticmethod(UnstructuredHeader.value_parser)

    def fold(self, *, policy: EmailPolicy) -> str:
        ids = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {ids}{policy.linesep}"  # type: ignore[attr-defined]


def _policy() -> "EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    for name in ("In-Reply-To", "References"):
        headers.map_to_type(name, _Thread)  # type: ignore[arg-type]
    return default.clone(header_factory=headers)


POLICY = _policy()


@dataclass(frozen=True)
class MailServer:
    """`secured`: "tls" from the first byte, "starttls" or not at all; a certificate that does not
    hold is refused. Without a user nobody logs in. `trust`: whose certificates are believed."""

    host: str
    port: int
    secured: Literal["tls", "starttls", "no"]
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext = field(
        default_factory=ssl.create_default_context, repr=False, compare=False
    )


@dataclass(frozen=True)
class MailChannel:
    """`site`: what stands before the path of a page, so that the reader can open it."""

    server: MailServer
    sender: str
    site: str = ""
    timeout: float = TIMEOUT_SECONDS

    def send(self, letter: Letter, *, now: datetime) -> None:
        try:
            connection = self._connect()
            try:
                connection.send_message(_written(letter, self.sender, self.site, now))
            finally:
                # Sent is sent, whether or not the server says goodbye.
                with suppress(smtplib.SMTPException, OSError):
                    connection.quit()
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise NotSent(f"邮件服务器不收这个地址（{code}）", for_good=code >= 500) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(f"邮件服务器不接受用户名或密码（{error.smtp_code}）") from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"邮件服务器回答 {error.smtp_code}：{_said(error)}") from error
        except (TimeoutError, smtplib.SMTPServerDisconnected) as error:
            raise NotSent("邮件服务器没有回应") from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent("邮件服务器不提供 STARTTLS 或登录") from error
        except socket.gaierror as error:
            raise NotSent("找不到邮件服务器这个主机名") from error
        except ssl.SSLCertVerificationError as error:
            raise NotSent(f"邮件服务器的证书不可信（{error.verify_message}）") from error
        except ssl.SSLError as error:
            raise NotSent("邮件服务器不会用这种方式加密，请看地址开头和端口") from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"连不上邮件服务器（{type(error).__name__}）") from error

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.secured == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.timeout, context=server.trust
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self.timeout)
        try:
            if server.secured == "starttls":
                connection.starttls(context=server.trust)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _written(letter: Letter, sender: str, site: str, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.heading
    message["Date"] = format_datetime(now)
    message["Message-ID"] = letter.message_id
    # Machines that answer mail leave this one alone.
    for name, value in ({"Auto-Submitted": "auto-generated"} | dict(letter.headers)).items():
        message[name] = value
    link = f"\n\n{site}{letter.path}" if letter.path else ""
    message.set_content(f"{letter.text}{link}\n")
    return message


def _said(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return mask(" ".join(text.split()))[:120]
