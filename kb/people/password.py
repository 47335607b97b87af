from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from kb.errors import BadInput

SHORTEST = 10
LONGEST = 128  # hashing takes time with the length; nobody types more


class Passwords:
    """Argon2 with the library's present parameters, unless others are given (tests: cheap ones)."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hashing = PasswordHash((hasher or Argon2Hasher(),))
        self._decoy = self._hashing.hash("nobody's password")

    def hash(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadInput(
                f"密码应为 {SHORTEST} 到 {LONGEST} 个字符。", field="password", code="bad_password"
            )
        return self._hashing.hash(_encoded(password))

    def matches(self, password: str, known: str | None) -> bool:
        """Takes as long for an unknown login (None) as for a known one."""
        expected = self._decoy if known is None else known
        try:
            right = self._hashing.verify(_encoded(password[: LONGEST + 1]), expected)
        except UnknownHashError:
            return False
        return right and known is not None


def _encoded(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
