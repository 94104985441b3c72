"""``python -m kzplans`` is ``kzplans``."""

from __future__ import annotations

import sys

from kzplans.cli import main

if __name__ == "__main__":
    sys.exit(main())
