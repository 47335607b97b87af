"""What an Excel file is outside: an archive, looked at before anything in it is unpacked."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kb.errors import BadInput

MOST_PARTS = 300
MOST_UNPACKED = 200 * 1024 * 1024
HIGHEST_RATIO = 100
SMALL = 1024 * 1024
"""so little may be packed as tightly as it likes"""
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
A_LOOK = 1 << 16
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z0-9:]+)\"")
RESAVE = "请在 Excel 里另存为普通的 .xlsx 工作簿再试。"


def require_harmless(file: BinaryIO) -> None:
    """Raises BadInput; leaves the file at its beginning."""
    file.seek(0)
    begin = file.read(4)
    file.seek(0)
    if begin == OLD_EXCEL:
        raise _refuse("这是旧版 .xls 文件，或者加了密码。", "old_excel")
    try:
        with ZipFile(file) as archive:
            _require_modest(archive.infolist())
            _require_plain_xml(archive)
    except (BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise _refuse("这不是完整的 Excel 文件（.xlsx）。", "broken_excel") from error
    file.seek(0)


def merged_cells(file: BinaryIO, part: str) -> list[str]:
    """The ranges of this sheet that are merged, A1:B2."""
    found: list[str] = []
    with ZipFile(file) as archive, archive.open(part.removeprefix("/")) as sheet:
        rest = b""
        while block := sheet.read(A_LOOK):
            seen = rest + block
            *_, end = (0, *(each.end() for each in MERGED.finditer(seen)))
            found += [each[1].decode() for each in MERGED.finditer(seen)]
            rest = seen[max(end, len(seen) - 300) :]
    file.seek(0)
    return found


def _require_modest(parts: list[ZipInfo]) -> None:
    """A few kilobytes may say that they unpack to gigabytes; what they say is also the most that
    is ever read of them."""
    if len(parts) > MOST_PARTS:
        raise _refuse(f"文件里有 {len(parts)} 个部分，不像普通的表格。", "odd_excel")
    whole = sum(each.file_size for each in parts)
    if whole > MOST_UNPACKED:
        size = MOST_UNPACKED // 1024 // 1024
        raise _refuse(f"文件解开后超过 {size} MB，没有打开。", "excel_too_large")
    for each in parts:
        if each.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or each.flag_bits & 1:
            raise _refuse("文件加了密码，或用了少见的压缩方式。", "odd_excel")
        if each.file_size > SMALL and each.file_size > HIGHEST_RATIO * max(1, each.compress_size):
            raise _refuse("文件压缩得不正常（像压缩炸弹），没有打开。", "zip_bomb")
        if each.filename.lower().endswith("vbaproject.bin"):
            raise _refuse("文件里有宏，没有打开。", "macros")


def _require_plain_xml(archive: ZipFile) -> None:
    for name, begin in _beginnings(archive):
        if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin or b"<\0!\0" in begin:
            raise _refuse(f"文件的 {name} 里有外部引用，没有打开。", "odd_excel")


def _beginnings(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    for each in archive.infolist():
        if each.filename.endswith((".xml", ".rels")):
            with archive.open(each) as part:
                yield each.filename, part.read(A_LOOK)


def _refuse(mistake: str, code: str) -> BadInput:
    return BadInput(mistake, field="file", code=code, mend=RESAVE)
