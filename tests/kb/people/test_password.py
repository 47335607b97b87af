import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from kb.errors import BadInput
from kb.people.password import Passwords

PASSWORD = "ten or more characters"


def test_a_password_matches_its_own_hash_only(passwords: Passwords) -> None:
    known = passwords.hash(PASSWORD)
    assert passwords.matches(PASSWORD, known)
    assert not passwords.matches(PASSWORD.upper(), known)
    assert known != passwords.hash(PASSWORD)


@pytest.mark.parametrize("known", [None, "", "plain text", "$argon2id$v=19$broken"])
def test_nothing_matches_without_a_hash(passwords: Passwords, known: str | None) -> None:
    assert not passwords.matches("nobody's password", known)


@pytest.mark.parametrize("password", ["", "九个字的密码不够长", "x" * 129])
def test_a_password_too_short_or_too_long_is_not_hashed(
    passwords: Passwords, password: str
) -> None:
    with pytest.raises(BadInput, match="10 到 128"):
        passwords.hash(password)


def test_an_unknown_login_takes_as_long_as_a_wrong_password() -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    for known in (passwords.hash(PASSWORD), None):
        assert not passwords.matches("another password", known)
    wrong, unknown = hasher.compared
    assert effort(wrong) == effort(unknown)


class Counting(Argon2Hasher):
    def __init__(self, **cost: int) -> None:
        super().__init__(**cost)
        self.compared: list[str] = []

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002
        self.compared.append(str(hash))
        return super().verify(password, hash)


def effort(known: str) -> list[str]:
    """The parameters that Argon2 writes before its salt."""
    return known.split("$")[1:4]
