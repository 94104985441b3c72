"""Take the pictures of the README with Chromium: ``make pictures``.

They show the digest of the seeds on a fixed day: wide, in the dark, and on a phone. Look at them before they land.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / "golden" / "pictures"
DAY = "2026-11-22"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Width and height in pixels, and whether the reader prefers dark pages.
LOOKS = {"digest": (1280, 1680, False), "digest-dark": (1280, 1680, True), "digest-phone": (360, 1400, False)}
MOST_BYTES = 300_000
LONGEST = 60


def find_browser() -> str:
    """Path of the first browser there is; ends with a message if there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit(f"no browser to take pictures with: install one of {', '.join(BROWSERS)}")
    return found


def take(browser: str, page: Path, picture: Path, look: tuple[int, int, bool]) -> None:
    """Save the top of a page as a picture; ends with a message if that fails or the picture is too large."""
    width, height, dark = look
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'profile'}",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        f"--window-size={width},{height}",
        f"--screenshot={picture}",
        page.as_uri(),
    ]
    picture.unlink(missing_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    if not picture.is_file():
        sys.exit(f"{picture}: {browser} made no picture\n{done.stderr.strip()}")
    size = picture.stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"{picture}: has {size:,} bytes, more than {MOST_BYTES:,}")
    sys.stdout.write(f"{picture.relative_to(ROOT)}  {size:,} bytes\n")


def main() -> None:
    """Take all pictures."""
    browser = find_browser()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "digest.html"
        digest = [sys.executable, "-m", "kzplans", "digest", "seeds", "--today", DAY, "-q", "-o", str(page)]
        subprocess.run(digest, cwd=ROOT, check=True)
        for name, look in LOOKS.items():
            take(browser, page, PICTURES / f"{name}.png", look)


if __name__ == "__main__":
    main()
