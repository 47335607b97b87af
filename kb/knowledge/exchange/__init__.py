"""Entries as files: sheets, CSV, YAML and JSONL, read row by row and written to the same bytes."""

from kb.knowledge.exchange.fields import COLUMNS, Finding, Format, Row, Source
from kb.knowledge.exchange.meaning import Read, id_of, read_row
from kb.knowledge.exchange.reading import LARGEST_FILE, read_file
from kb.knowledge.exchange.writing import write_file, write_template

__all__ = [
    "COLUMNS",
    "LARGEST_FILE",
    "Finding",
    "Format",
    "Read",
    "Row",
    "Source",
    "id_of",
    "read_file",
    "read_row",
    "write_file",
    "write_template",
]
