"""All files of a commit, each looked into, or left out with a reason that is counted."""

from collections.abc import Iterable

from confledger.inventory.observability.item import ALERT, DASHBOARD, METRIC, VARIABLE, Item
from confledger.inventory.observability.memory import Found
from confledger.inventory.observability.modules import Modules

# What a metric of each kind is called where it is collected.
_SUFFIXES = {
    "counter": ("", "_total", "_created"),
    "histogram": ("", "_bucket", "_sum", "_count", "_created"),
    "summary": ("", "_sum", "_count", "_created"),
    "info": ("", "_info"),
    "timer": ("", "_bucket", "_sum", "_count"),
}
_UNITS = ("", "_seconds", "_bytes", "_ratio", "_milliseconds")


class Survey:
    """What was found, by file; `left` counts what was not looked into, by reason."""

    def __init__(
        self, found: Iterable[Found], paths: Iterable[str], left: dict[str, int] | None = None
    ) -> None:
        self.files = sorted(found, key=lambda one: one.path)
        self.items: list[Item] = []
        self.variables: list[Item] = []
        for one in self.files:
            for item in one.items:
                (self.variables if item.kind == VARIABLE else self.items).append(item)
        self.paths = frozenset(paths)
        self.modules = Modules(self.paths)
        self.left = dict(sorted((left or {}).items()))

    def of(self, *kinds: str) -> list[Item]:
        """Return the items of some kinds, in the order of files and lines."""
        return [item for item in self.items if item.kind in kinds]

    def guided(self, alert: Item) -> bool:
        """Whether an alert has a runbook: at an address, or a page that is there."""
        page = alert.get("runbook").partition("#")[0]
        return page == "yes" or page in self.paths

    def registered(self) -> set[str]:
        """Return every name that a registered metric may have where it is collected."""
        return {name for one in self.of(METRIC) for name in self.exposed(one)}

    def exposed(self, metric: Item) -> set[str]:
        """Return the names that one metric may have where it is collected."""
        name = metric.name.replace(".", "_").replace("-", "_")
        if not name:
            return set()
        names = {name, name.removesuffix("_total")}
        if metric.get("library") == "opentelemetry":
            names |= {name + unit for unit in _UNITS}
        suffixes = _SUFFIXES.get(metric.get("kind"), ("",))
        return {each + suffix for each in names for suffix in suffixes}

    def unregistered(self) -> list[tuple[Item, list[str]]]:
        """Return alerts and dashboards with the metrics that only our own code could register.

        Those are the ones whose first word is that of a metric that it does register: what
        another program offers, such as `node_load1`, is none of ours. Nothing follows where a
        name is computed, since any could be it.
        """
        known = self.registered()
        if not known or any(not one.name for one in self.of(METRIC)):
            return []
        ours = {name.partition("_")[0] for name in known}
        recorded = {one.name for one in self.items if one.kind == "recording rule"}
        rows = []
        for one in self.of(ALERT, DASHBOARD):
            missing = [
                name
                for name in one.names("metrics")
                if name.partition("_")[0] in ours and name not in known and name not in recorded
            ]
            if missing:
                rows.append((one, missing))
        return rows
