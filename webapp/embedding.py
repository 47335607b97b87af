"""The window for other sites: the files of static/widget as the one script that is served."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "widget"
PARTS = ("words", "look", "nodes", "talk", "draw", "v1")
"""each uses those before it"""
FOR_READERS_OF_THE_SOURCE = re.compile(r"^\s*//.*\n|[ \t]+// .*$|^\s+", re.MULTILINE)


@cache
def widget_script() -> str:
    """In a function of its own, so the page it runs in sees none of its names; without indents,
    empty lines and comments."""
    parts = "\n".join((FOLDER / f"{each}.js").read_text("utf-8") for each in PARTS)
    return f'(() => {{\n"use strict";\n{FOR_READERS_OF_THE_SOURCE.sub("", parts)}}})();\n'
