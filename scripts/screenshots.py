"""Draws the pictures of docs/images/: one afternoon at the demo club, in a real browser.

    scripts/screenshots
    scripts/screenshots --all --into DIR [NAME ...]

Without `--all` only the pictures the docs show. NAME: only scenes whose name begins so. `--club`
DIR keeps the club, which takes some minutes to come about, for the next time.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import time_machine
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from scripts.bootstrap import ROOT, find_browser
from scripts.scenes import ELSEWHERE, MEMBER, SCENES, Scene, log_in
from scripts.stage import AFTERNOON, both_sites, build_club

IMAGES = ROOT / "docs" / "images"
LARGEST = 4_000_000
"""bytes, of all pictures of the docs"""
PATIENCE = 30_000
"""milliseconds"""
EARLIER = timedelta(minutes=5)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@dataclass(frozen=True)
class Look:
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


LOOKS = {
    "1280": Look(1280, 800),
    "390": Look(390, 844),
    "1280-dark": Look(1280, 800, "dark"),
    "390-dark": Look(390, 844, "dark"),
    "640": Look(640, 400),  # what 1280 is at 200 %
}
PAPER = "paper"
SHEETS = {"upright": Look(794, 1123), "across": Look(1123, 794)}  # A4


def main(arguments: Sequence[str]) -> int:
    wanted = _read(arguments)
    program = find_browser()
    if program is None:
        print("没有找到 Chromium，无法截图。", file=sys.stderr)
        return 1
    wanted.into.mkdir(parents=True, exist_ok=True)
    with (
        time_machine.travel(AFTERNOON, tick=True) as time,
        TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        built = wanted.club or Path(folder) / "built"
        build_club(built)
        time.move_to(AFTERNOON)
        club = shutil.copytree(built, Path(folder) / "club")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        with both_sites(club) as (address, other):
            album = Album(browser, wanted, time)
            failed = [*album.fill(address, SCENES), *album.fill(other, ELSEWHERE)]
        browser.close()
    for each in failed:
        print(each, file=sys.stderr)
    return bool(failed) or _complain_of_large(wanted)


@dataclass(frozen=True)
class Wanted:
    into: Path
    club: Path | None
    names: Sequence[str]
    every: bool

    def looks(self, scene: Scene) -> Sequence[str]:
        if self.names and not scene.name.startswith(tuple(self.names)):
            return ()
        if not self.every:
            return scene.kept
        return (PAPER,) if scene.paper else tuple(LOOKS)


@dataclass
class Album:
    """Colleagues log in once, before the afternoon. Each scene begins at the same moment, for the
    club and for the browser."""

    browser: Browser
    wanted: Wanted
    time: time_machine.Traveller
    known: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)

    def fill(self, address: str, scenes: Sequence[Scene]) -> Iterator[str]:
        """What went wrong, scene by scene."""
        for scene in scenes:
            if looks := self.wanted.looks(scene):
                try:
                    self._draw(address, scene, looks)
                except Error as error:
                    yield f"{scene.name}: {error.message.splitlines()[0]}"

    def _draw(self, address: str, scene: Scene, looks: Sequence[str]) -> None:
        with self._page(address, scene) as page:
            self.time.move_to(AFTERNOON)
            scene.go(page)
            for name in looks:
                look = SHEETS[scene.paper] if name == PAPER else LOOKS[name]
                page.set_viewport_size({"width": look.width, "height": look.height})
                page.emulate_media(
                    color_scheme=look.scheme, media="print" if name == PAPER else "screen"
                )
                path = self.wanted.into / f"{scene.name}-{name}.png"
                whole = scene.whole and (self.wanted.every or scene.by == MEMBER)
                page.screenshot(path=path, full_page=whole, animations="disabled")

    @contextmanager
    def _page(self, address: str, scene: Scene) -> Iterator[Page]:
        who = (address, scene.by)
        if scene.by == MEMBER or who not in self.known:
            self.known[who] = self.browser.new_context(
                base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            self.known[who].clock.set_fixed_time(AFTERNOON)
            if scene.by != MEMBER:
                self.time.move_to(AFTERNOON - EARLIER)
                with closing(self.known[who].new_page()) as door:
                    log_in(door, scene.by)
        page = self.known[who].new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        page.close()


def _read(arguments: Sequence[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="scripts.screenshots", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every scene, in every size and light")
    parser.add_argument("--into", type=Path, default=IMAGES, help="where the pictures go")
    parser.add_argument("--club", type=Path, help="where the club is kept for the next time")
    parser.add_argument("names", nargs="*", metavar="NAME")
    found = parser.parse_args(arguments)
    return Wanted(found.into, found.club, found.names, found.all)


def _complain_of_large(wanted: Wanted) -> bool:
    pictures = list(wanted.into.glob("*.png"))
    size = sum(each.stat().st_size for each in pictures)
    print(f"{len(pictures)} 张图，共 {size // 1000} KB，在 {wanted.into}。")
    too_large = wanted.into == IMAGES and size > LARGEST
    if too_large:
        print(f"文档里的图超过 {LARGEST // 1000} KB。", file=sys.stderr)
    return too_large


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
