"""Real receivers of what leaves the house, each on a port of its own."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from certified import server_side


@dataclass
class Mailbox:
    """`answer`: what the server says to a letter; anything but 250 refuses it."""

    port: int = 0
    answer: str = "250 OK"
    refused: tuple[str, ...] = ()
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            read = BytesParser(_class=EmailMessage, policy=default).parsebytes(
                envelope.content or b""
            )
            self.letters.append(read)
        return self.answer


@contextmanager
def mail_server(scheme: str = "smtp") -> Iterator[Mailbox]:
    """`scheme`: as an address has it, which says how it is secured."""
    box = Mailbox(port=free_port())
    secured = {
        "smtps": {"ssl_context": server_side()},
        "smtp+starttls": {"tls_context": server_side(), "require_starttls": True},
    }
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **secured.get(scheme, {}))
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Gateway:
    """A robot's address. `status` and `answer` are what it says; `asked` what it was sent."""

    url: str = ""
    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    location: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def robot_server() -> Iterator[Gateway]:
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.asked.append((self.path, json.loads(body)))
            said = json.dumps(gateway.answer).encode()
            self.send_response(gateway.status)
            if gateway.location:
                self.send_header("Location", gateway.location)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_told: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gateway.url = f"http://127.0.0.1:{server.server_port}/robot/send?key=k-secret"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield gateway
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def deaf_server() -> Iterator[int]:
    """The port of one that takes calls and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])
