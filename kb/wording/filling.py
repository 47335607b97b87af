"""Places in a standard phrase that are filled in where it is used. Pure."""

import re
from collections.abc import Mapping

from kb.errors import BadInput

PLACES = ("会员称呼", "编号", "时间")
_PLACE = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """What is not known here stays as it is, for whoever sends it to fill in."""
    return _PLACE.sub(lambda found: values.get(found[1].strip()) or found[0], text)


def require_known_places(text: str, field: str) -> None:
    unknown = [each for each in _PLACE.findall(text) if each.strip() not in PLACES]
    if unknown:
        raise BadInput(
            f"不认识 {{{unknown[0]}}}。",
            field=field,
            code="unknown_place",
            mend=f"可以用：{'、'.join(f'{{{each}}}' for each in PLACES)}。",
        )


def require_filled(text: str, field: str = "text") -> None:
    """Nobody outside is to read {时间}."""
    left = [each for each in PLACES if f"{{{each}}}" in text]
    if left:
        raise BadInput(
            f"还有没填的 {{{left[0]}}}。", field=field, code="place_left", mend="请写上再发送。"
        )
