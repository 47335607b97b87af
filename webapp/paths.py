"""Where a visitor may be sent to: only somewhere on this site."""

from urllib.parse import urlencode, urlsplit

from flask import request

LONGEST = 500


def same_site(path: str | None) -> str | None:
    """The path when it leads nowhere else, else None. Browsers read a backslash as a slash and
    skip control characters, so `/\\evil` and `/\\t/evil` would leave the site."""
    if not path or len(path) > LONGEST or not path.isprintable() or "\\" in path:
        return None
    if not path.startswith("/") or path.startswith("//"):
        return None
    parts = urlsplit(path)
    return None if parts.scheme or parts.netloc else path


def here() -> str:
    """The page being looked at, to come back to; a form shown after a mistake has its page above
    the address it was sent to."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return above(request.path)


def asking_the_same(path: str, **instead: object) -> str:
    """Another address with what this one asks for. Not by `url_for`, to which some names of a
    query, `_method` for one, say something else."""
    query = urlencode({**request.args.to_dict(), **instead})
    return f"{path}?{query}" if query else path


def link_to_page_here(page: int) -> str:
    return asking_the_same(request.path, page=page)


def above(path: str) -> str:
    return path.rpartition("/")[0] or "/"
