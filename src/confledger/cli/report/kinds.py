"""Which kinds of reports there are, and what their files are called."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind: its module, the name of its files, and what it says, for help."""

    module: str
    stem: str
    about: str


KINDS = {
    "inventory": Kind("inventory", "config_inventory", "which configuration there is"),
    "observability": Kind(
        "observability", "observability_inventory", "logs, metrics, dashboards, alert rules"
    ),
    "hygiene": Kind("hygiene", "hygiene_report", "orphans, duplicates, backups, junk"),
    "gap": Kind("gap", "config_gap_analysis", "configuration declared against found"),
    "obs-gap": Kind("obs_gap", "observability_gap_analysis", "observability declared and found"),
    "config": Kind("config", "config_report", "what holds, whether it is valid, and whose it is"),
    "change": Kind("change", "change_report", "what a range of commits changed"),
    "audit": Kind("audit", "audit_report", "who changed what, and what stands out"),
    "debt": Kind("debt", "debt_report", "what was put off, and what it costs"),
    "access": Kind("access", "access_report", "which keys programs read, and which nobody does"),
    "activity": Kind("activity", "activity_report", "change rate, lead time, rollbacks"),
    "perf": Kind("perf", "perf_report", "the course of declared numbers over the history"),
}
# All of them on one page.
ALL = Kind("everything", "index", "every report, worst first, on one page")
# What programs of others look for.
JSON_NAMES = {"inventory": "config-scan"}


def file_name(kind: str, suffix: str) -> str:
    """Return the name of the file of a kind: `debt_report.md`."""
    found = ALL if kind == "all" else KINDS[kind]
    stem = JSON_NAMES.get(kind, found.stem) if suffix == "json" else found.stem
    return f"{stem}.{suffix}"
