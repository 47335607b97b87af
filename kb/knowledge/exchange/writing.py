"""One door for files of every form that entries leave in."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from kb.knowledge.exchange import table
from kb.knowledge.exchange.fields import Format
from kb.knowledge.exchange.table import Text
from kb.knowledge.exchange.to_text import write_csv, write_jsonl, write_yaml
from kb.knowledge.exchange.to_xlsx import write_xlsx


def write_file(
    kind: Format, file: BinaryIO, texts: Callable[[], Iterable[Text]], *, explain: bool = False
) -> None:
    """The same texts give the same bytes. `texts` is called once or twice: a table must know
    beforehand how many cells the longest list of variants needs."""
    match kind:
        case Format.YAML:
            return write_yaml(file, texts())
        case Format.JSONL:
            return write_jsonl(file, texts())
    cells = table.cells_needed(content.variants for _, content in texts())
    titles, rows = table.titles(cells), table.rows(texts(), cells)
    if kind is Format.CSV:
        return write_csv(file, titles, rows)
    return write_xlsx(file, titles, rows, table.explanation() if explain else ())


def write_template(kind: Format, file: BinaryIO) -> None:
    """One example, and in a sheet what to write where."""
    write_file(kind, file, lambda: [table.example()], explain=True)
