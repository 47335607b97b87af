"""An approved answer as HTML: what its author marked up, and nothing that could act."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
SCHEMES = {"https", "tel", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})


def prose(text: str) -> Markup:
    clean = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        attribute_filter=_own_or_schemed,
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704  # cleaned in the line above


def _own_or_schemed(_tag: str, _attribute: str, value: str) -> str | None:
    """`//host` has no scheme for the list above to refuse, and leaves the site all the same."""
    return None if value.replace("\\", "/").lstrip().startswith("//") else value
