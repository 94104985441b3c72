"""Take the pictures of the README with Chromium: ``make pictures``.

They show the digest of the seeds on a fixed day: wide, in the dark, on a phone, and as it is printed. Look at them
before they land.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / "golden" / "pictures"
DAY = "2026-11-22"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MOST_BYTES = 300_000


class Look(NamedTuple):
    """How a page is looked at: the window in pixels, the colours, the medium, and where the picture begins."""

    width: int
    height: int
    colors: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    place: str = ""


LOOKS = {
    "digest": Look(1280, 1680),
    "digest-dark": Look(1280, 1100, colors="dark", place="#find"),
    "digest-phone": Look(360, 1400),
    "digest-print": Look(794, 1123, media="print"),  # A4 at 96 dots an inch
}


def take(browser: Browser, page: Path, picture: Path, look: Look) -> None:
    """Save a window of a page as a picture; ends with a message if that is too large."""
    opened = browser.new_page(viewport={"width": look.width, "height": look.height}, color_scheme=look.colors)
    opened.emulate_media(media=look.media, reduced_motion="reduce")
    opened.goto(page.as_uri() + look.place)
    if look.media == "print":
        opened.add_style_tag(content="html { padding: 20mm 15mm }")  # the margins of paper
    opened.screenshot(path=picture)
    opened.close()
    size = picture.stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"{picture}: has {size:,} bytes, more than {MOST_BYTES:,}")
    sys.stdout.write(f"{picture.relative_to(ROOT)}  {size:,} bytes\n")


def main() -> None:
    """Take all pictures."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit(f"no browser to take pictures with: install one of {', '.join(BROWSERS)}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "digest.html"
        digest = [sys.executable, "-m", "kzplans", "digest", "seeds", "--today", DAY, "-q", "-o", str(page)]
        subprocess.run(digest, cwd=ROOT, check=True)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--hide-scrollbars"])
        for name, look in LOOKS.items():
            take(browser, page, PICTURES / f"{name}.png", look)


if __name__ == "__main__":
    main()
