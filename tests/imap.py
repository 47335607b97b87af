"""A small real IMAP server: as much of RFC 3501 as a program needs that reads one folder."""

import re
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import quote

from certified import server_side

USER, PASSWORD = "club@club.example", "k/9@x:y"


@dataclass
class Folder:
    """`mails`: by UID. `dies_at`: the connection is cut when this command comes. `scheme`: as an
    address has it, which says how it is secured."""

    port: int = 0
    scheme: str = "imap"
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    dies_at: str = ""
    asked: list[str] = field(default_factory=list)

    def add(self, raw: bytes) -> int:
        uid = self.next
        self.mails[uid] = raw
        return uid

    @property
    def next(self) -> int:
        return max(self.mails, default=0) + 1

    @property
    def url(self) -> str:
        user = quote(USER, safe="")
        password = quote(PASSWORD, safe="")
        return f"{self.scheme}://{user}:{password}@127.0.0.1:{self.port}/INBOX"


class _Handler(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        if self.folder.scheme == "imaps" and not self._secure():
            return
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, command = line.decode().rstrip("\r\n").split(" ", 1)
            self.folder.asked.append(command)
            if self.folder.dies_at and self.folder.dies_at in command:
                return
            self._say(f"{tag} {self._answer(command)}")
            if command == "LOGOUT" or (command == "STARTTLS" and not self._secure()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _answer(self, command: str) -> str:
        if command == "STARTTLS" or command.startswith("LOGIN"):
            return self._let_in(command.split(" "))
        match command.split(" "):
            case ["CAPABILITY"]:
                more = " STARTTLS" if self._awaits_tls else ""
                self._say(f"* CAPABILITY IMAP4rev1{more}")
            case ["SELECT", '"INBOX"']:
                self._say(f"* {len(self.folder.mails)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {self.folder.validity}] valid")
                self._say(f"* OK [UIDNEXT {self.folder.next}] next")
                return "OK [READ-WRITE] done"
            case ["SELECT", _]:
                return "NO no such folder"
            case ["UID", "SEARCH", *wanted]:
                found = self._found(" ".join(wanted))
                self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
            case ["UID", "FETCH", uid, wanted]:
                self._fetch(int(uid), wanted)
            case ["UID", "STORE", uid, *_]:
                self.folder.seen.add(int(uid))
            case ["LOGOUT"]:
                self._say("* BYE")
            case _:
                return "BAD unknown"
        return "OK done"

    def _let_in(self, words: list[str]) -> str:
        if words == ["STARTTLS"]:
            return "OK begin" if self._awaits_tls else "BAD unknown"
        if self._awaits_tls:
            return "NO not in the clear"
        right = [each.strip('"') for each in words[1:]] == [USER, PASSWORD]
        return "OK done" if right else "NO wrong"

    def _found(self, wanted: str) -> list[int]:
        if "SINCE" in wanted:
            seen = self.folder.seen if wanted.startswith("UNSEEN") else set()
            return sorted(set(self.folder.mails) - seen)
        first = re.fullmatch(r"UID (\d+):\*", wanted)
        assert first, wanted
        last = max(self.folder.mails, default=0)
        # As the standard has it: the last one is always in the range.
        return [each for each in sorted(self.folder.mails) if each >= int(first[1]) or each == last]

    def _fetch(self, uid: int, wanted: str) -> None:
        raw = self.folder.mails.get(uid)
        if raw is None:
            return
        if "SIZE" in wanted:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return
        body = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in wanted else raw
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(body)}}}\r\n".encode())
        self.wfile.write(body + b")\r\n")

    @property
    def _awaits_tls(self) -> bool:
        plain = not isinstance(self.connection, ssl.SSLSocket)
        return self.folder.scheme == "imap+starttls" and plain

    def _secure(self) -> bool:
        """Whether the other side trusts us."""
        try:
            self.connection = server_side().wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def imap_server(scheme: str = "imap") -> Iterator[Folder]:
    folder = Folder(scheme=scheme)
    handler = type("Handler", (_Handler,), {"folder": folder})
    with _Server(("127.0.0.1", 0), handler) as server:
        folder.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield folder
        finally:
            server.shutdown()
            thread.join()
