"""What identifies a person is masked by its value: telephone and card numbers, addresses, tokens.

A field's name is no protection: members write their telephone number into the question. Erring is
allowed in one direction: a long number may be masked needlessly.
"""

import re

# Full-width digits, letters' sign and dashes as members type them on a Chinese keyboard.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９＠．－＋Ｘｘ", "0123456789@.-+Xx")

_KEY = r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{43,}(?![\w-])"
_MAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_ID_CARD = (
    r"(?<!\d)\d{6}[- ]?(?:(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}[\dXx]"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?!\d)"
)
_BANK_CARD = r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)"
_MOBILE = (
    r"(?<!\d)(?:(?:\+|00)?86[ .-]?|0)?(?:1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}"
    r"|1[3-9]\d{2}[ .-]\d{3}[ .-]\d{4})(?!\d)"
)

# Longest first: a card number contains what looks like a telephone number.
_MASKS = tuple(
    (re.compile(pattern, re.ASCII), f"[{name}]")
    for name, pattern in {
        "token": _KEY,
        "e-mail": _MAIL,
        "id-card": _ID_CARD,
        "bank-card": _BANK_CARD,
        "mobile": _MOBILE,
    }.items()
)


def mask(text: str) -> str:
    for pattern, label in _MASKS:
        text = _replace(pattern, label, text)
    return text


def _replace(pattern: re.Pattern[str], label: str, text: str) -> str:
    # The search sees half-width characters, the rest of the text stays as it was written.
    pieces, end = [], 0
    for found in pattern.finditer(text.translate(_HALF_WIDTH)):
        pieces += [text[end : found.start()], label]
        end = found.end()
    return "".join([*pieces, text[end:]])
