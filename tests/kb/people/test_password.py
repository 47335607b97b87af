from statistics import median
from time import perf_counter

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
    passwords = Passwords(Argon2Hasher(time_cost=2, memory_cost=16384, parallelism=1))
    known = passwords.hash(PASSWORD)
    # Taken in turns, so that a busy machine slows both alike.
    ratios = [seconds(passwords, None) / seconds(passwords, known) for _ in range(15)]
    assert 0.5 < median(ratios) < 2


def seconds(passwords: Passwords, known: str | None) -> float:
    start = perf_counter()
    passwords.matches("another password", known)
    return perf_counter() - start
