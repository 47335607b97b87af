"""What stands in the way of a database or a file, told to whoever runs a command."""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError

from kb.errors import NotReady

RESTORE = "请停下网站，换上最近的备份（见 docs/operating.md），再运行 courtside check。"
RIGHTS = "请检查数据目录在不在、可不可以读写，磁盘是不是只读。"
OF_SQLITE = {
    sqlite3.SQLITE_BUSY: ("数据库正被另一个程序占用。", "请过一会儿再试。"),
    sqlite3.SQLITE_LOCKED: ("数据库正被另一个程序占用。", "请过一会儿再试。"),
    sqlite3.SQLITE_CANTOPEN: ("打不开数据库文件。", RIGHTS),
    sqlite3.SQLITE_READONLY: ("数据库文件不能写入。", RIGHTS),
    sqlite3.SQLITE_PERM: ("数据库文件不能写入。", RIGHTS),
    sqlite3.SQLITE_FULL: ("磁盘满了，什么都没有写入。", "请腾出空间再试。"),
    sqlite3.SQLITE_IOERR: ("读写数据库文件时磁盘出错。", "请检查磁盘，腾出空间再试。"),
    sqlite3.SQLITE_CORRUPT: ("数据库文件已损坏。", RESTORE),
    sqlite3.SQLITE_NOTADB: ("数据库文件已损坏，或不是 SQLite 数据库。", RESTORE),
}
OF_FILES = {
    errno.ENOENT: ("没有这个文件或目录", "请检查路径。"),
    errno.ENOTDIR: ("路径里有一段不是目录", "请检查路径。"),
    errno.EISDIR: ("这是一个目录", "请写一个文件。"),
    errno.EEXIST: ("那里已经有一个文件", "请换一个路径，或移走它。"),
    errno.EACCES: ("没有权限", "请检查权限，或换一个路径。"),
    errno.EPERM: ("没有权限", "请检查权限，或换一个路径。"),
    errno.EROFS: ("磁盘是只读的", "请换一个路径。"),
    errno.ENOSPC: ("磁盘满了", "请腾出空间再试。"),
    errno.EDQUOT: ("磁盘配额用完了", "请腾出空间再试。"),
    errno.EFBIG: ("文件太大，写不下", "请腾出空间再试。"),
}


def trouble_of(error: DBAPIError | OSError) -> NotReady | None:
    """None for what is no matter of the place it runs in."""
    if isinstance(error, OSError):
        return _of_file(error)
    code = getattr(error.orig, "sqlite_errorcode", None)
    told = OF_SQLITE.get(code & 0xFF) if code is not None else None
    if told is not None:
        return NotReady(told[0], code="database", mend=told[1])
    return None if code is not None else _of_server(error)


def _of_file(error: OSError) -> NotReady | None:
    told = OF_FILES.get(error.errno or 0)
    if told is None:
        return None
    where = f"{error.filename}：" if error.filename else ""
    return NotReady(f"{where}{told[0]}。", code="file", mend=told[1])


def _of_server(error: DBAPIError) -> NotReady | None:
    # Its own words may hold the address, which may hold a password.
    if type(error.orig).__name__ != "OperationalError" and not error.connection_invalidated:
        return None
    return NotReady(
        "连不上数据库服务器，或它中断了。",
        code="database",
        mend="请检查服务器是否在运行、COURTSIDE_DATABASE_URL 是否写对。",
    )
