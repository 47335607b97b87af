"""Several parts in one cell: a line each, or as JSON where lines would not bring them back."""

import json
from collections.abc import Iterator, Sequence


def join(parts: Sequence[str]) -> str:
    written = "\n".join(parts)
    return written if split(written) == tuple(parts) else _as_json(parts)


def split(cell: str) -> tuple[str, ...]:
    if cell.lstrip().startswith("["):
        parts = _from_json(cell)
        if parts is not None:
            return parts
    return tuple(line.strip() for line in cell.split("\n") if line.strip())


def portions(parts: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Cells in which no more than `most` characters stand; at least one, if an empty one."""
    begin, size = 0, 0
    for number, part in enumerate(parts):
        cost = len(json.dumps(part, ensure_ascii=False)) + 3
        if size + cost > most and number > begin:
            yield tuple(parts[begin:number])
            begin, size = number, 0
        size += cost
    yield tuple(parts[begin:])


def _as_json(parts: Sequence[str]) -> str:
    return json.dumps(list(parts), ensure_ascii=False)


def _from_json(cell: str) -> tuple[str, ...] | None:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return tuple(found)
    return None
