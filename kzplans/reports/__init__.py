"""Reports: statements grouped, ordered and counted. Pure: the same statements and day give the same report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kzplans.reports.brief import Brief
    from kzplans.reports.comparison import Comparison
    from kzplans.reports.digest import Digest
    from kzplans.reports.targets import Targets

    Report = Digest | Comparison | Targets | Brief
