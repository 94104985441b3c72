"""Reports: statements grouped, ordered and counted. Pure: the same statements and day give the same report."""

from __future__ import annotations

from kzplans.reports.comparison import Comparison, build_comparison
from kzplans.reports.digest import Digest, build_digest
from kzplans.reports.query import Query, parse_day, parse_period, select
from kzplans.reports.weight import Weight, weigh

__all__ = [
    "Comparison",
    "Digest",
    "Query",
    "Weight",
    "build_comparison",
    "build_digest",
    "parse_day",
    "parse_period",
    "select",
    "weigh",
]
