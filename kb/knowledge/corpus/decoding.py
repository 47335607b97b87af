"""Bytes of a corpus file to text, with the line of what is wrong."""

import codecs
from pathlib import Path

from kb.errors import CorpusMistake
from kb.knowledge.content import UNREADABLE


def decode(file: Path, raw: bytes) -> str:
    """Without its byte order mark; raises CorpusMistake."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CorpusMistake(file, 1, "文件是 UTF-16 编码。", mend="请另存为 UTF-8。")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CorpusMistake(file, line, _guess(raw), mend="请另存为 UTF-8。") from error
    hidden = UNREADABLE.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        name = f"U+{ord(hidden[0]):04X}"
        raise CorpusMistake(file, line, f"有看不见的控制字符 {name}。", mend="请删去这个字符。")
    return text


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 编码。"
    return "文件不是 UTF-8 编码，看来是 GB18030（GBK）。"
