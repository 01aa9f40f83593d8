"""What the configuration says of alerting: rule files, receivers, and routes by labels.

It is where `observability.alerts` is a map, as in the files of our own ecosystem.
"""

from collections.abc import Iterator

from confledger.checks.globs import matcher
from confledger.inventory.gaps.from_findings import quoted
from confledger.inventory.gaps.gap import Gap, some
from confledger.inventory.observability.item import ALERT, Item
from confledger.inventory.observability.survey import Survey

AT = "observability.alerts"


class Routing:
    """What some files of configuration say together; the first of them is the place."""

    __slots__ = ("path", "receivers", "routes", "rule_files")

    def __init__(self) -> None:
        self.path = ""
        self.rule_files: list[str] = []
        self.receivers: dict[str, str] = {}
        self.routes: list[tuple[dict[str, str], list[str]]] = []

    def add(self, path: str, document: object) -> None:
        """Take what one document says; values are not kept but names and labels."""
        said = document.get("observability") if isinstance(document, dict) else None
        alerts = said.get("alerts") if isinstance(said, dict) else None
        if not isinstance(alerts, dict):
            return
        self.path = self.path or path
        files = alerts.get("rule_files")
        if isinstance(files, list):
            self.rule_files += [str(one) for one in files]
        for one in _maps(alerts.get("receivers")):
            if isinstance(one.get("name"), str):
                self.receivers.setdefault(str(one["name"]), path)
        for one in _maps(alerts.get("routes")):
            matches, to = one.get("matches"), one.get("receivers")
            labels = matches if isinstance(matches, dict) else {}
            names = [str(name) for name in to] if isinstance(to, list) else []
            self.routes.append(({str(k): str(v) for k, v in labels.items()}, names))

    def takes(self, labels: dict[str, str]) -> bool:
        """Whether some route fits an alert with these labels."""
        return any(matches.items() <= labels.items() for matches, _ in self.routes)


def gaps(routing: Routing, survey: Survey, paths: list[str]) -> Iterator[Gap]:
    """Yield what is declared of alerting and not found, and the other way round."""
    if not routing.path:
        return
    explain = f"confledger explain {AT}"
    alerts = survey.of(ALERT)
    if routing.rule_files:
        fits = matcher(routing.rule_files)
        if not any(map(fits, paths)):
            what = f"`{AT}.rule_files` names {some(routing.rule_files)}, and there is no such file"
            yield Gap(
                *("rule-file-untaken", AT, routing.path, 1, what, "correct the globs"),
                f"{explain}.rule_files",
            )
        for path in sorted({one.path for one in alerts if not fits(one.path)}):
            what = f"the rules in {path} are in no file of `{AT}.rule_files`"
            fix = "add the file there, or move it"
            yield Gap("rule-file-untaken", path, path, 1, what, fix, f"{explain}.rule_files")
    if routing.routes:
        for one in alerts:
            if not routing.takes(_labels(one)):
                what = f"{one.name} ({one.get('labels') or 'no labels'}) fits no route"
                fix = "correct its labels, or add a route"
                command = f"{explain}.routes"
                yield Gap("alert-unrouted", one.name, one.path, one.line, what, fix, command)
    routed = {name for _, names in routing.routes for name in names}
    for name, path in sorted(routing.receivers.items()):
        if name not in routed:
            what = f"the receiver {name} is in no route"
            command = f"git log --oneline -S {quoted(name)} -- {quoted(path)}"
            yield Gap("receiver-unused", name, path, 1, what, "route alerts to it", command)


def _labels(alert: Item) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in alert.names("labels"))
    return {key: value for key, _, value in pairs}


def _maps(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
