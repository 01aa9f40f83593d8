"""`explain --order`: the sources of a configuration from weak to strong, and what is of each."""

import os

from confledger.cli.explain_place import Place, place_of
from confledger.cli.failure import shown
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.loader import layer as kinds
from confledger.loader.findings import Finding
from confledger.loader.flags import parsed
from confledger.loader.layout import Layout
from confledger.loader.sources import Sources, Wanted, gather, is_file
from confledger.loader.surroundings import host, in_ci

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from confledger.settings import Settings

_TITLES = {
    kinds.DEFAULT: "schema defaults",
    kinds.BASE: "base",
    kinds.ENVIRONMENT: "environment",
    kinds.HOST: "hosts and roles",
    kinds.LOCAL: "local overlay",
    kinds.VARIABLE: "environment variables",
    kinds.FLAG: "flags",
    kinds.OVERLAY: "overlays",
}
_WIDTH = max(map(len, _TITLES.values())) + 2


class Step:
    """One kind of source: its layers as (name, file), the names that were given, and a remark."""

    __slots__ = ("given", "kind", "layers", "note")

    def __init__(
        self, kind: str, layers: list[tuple[str, str]], given: list[str], note: str | None
    ) -> None:
        self.kind = kind
        self.layers = layers
        self.given = given
        self.note = note


def run(asked: "argparse.Namespace") -> int:
    """Print the order for a folder and an environment; return the exit code."""
    if asked.key is not None:
        raise ConfledgerError(
            "--order is of the whole configuration, and there is a KEY", help="leave one out"
        )
    place = place_of(asked.folder, asked.at)
    try:
        # What surrounds this process now says nothing of how it was then.
        environ = {} if place.dated else os.environ
        return order(
            place, asked.env, asked.format, environ=environ, named=asked.host, texts=asked.set
        )
    finally:
        place.close()


def order(
    place: Place,
    environment: str | None,
    format: str,
    *,
    environ: "Mapping[str, str]",
    named: str | None = None,
    texts: "list[str] | None" = None,
) -> int:
    """Print the order of the sources of one configuration."""
    from confledger.documents.settings_file import settings_of
    from confledger.loader.secret import Openers

    settings = settings_of(place).settings
    ci = place.dated or in_ci(os.environ)
    wanted = Wanted(
        place.root,
        environment,
        host=named,
        environ=environ,
        flags=parsed(texts or []),
        local=not ci,
        machine=None if place.dated else host(),
    )
    openers = Openers(place.source.top, source=place.source, settings=settings, environ=environ)
    sources = gather(place.source, settings, wanted, openers)
    steps = [_step(kind, sources, place, settings, ci=ci) for kind in kinds.ORDER]
    if format == "json":
        put(_json(place, sources, steps))
    else:
        put(_text(place, sources, steps))
    return 0


def _step(kind: str, sources: Sources, place: Place, settings: "Settings", *, ci: bool) -> Step:
    """Return what is there of one kind of source, and why where there is nothing."""
    of_kind = [one for one in sources.layers if one.kind == kind]
    layers = [(one.name, one.file) for one in of_kind if one.file is not None]
    given = sorted({name for one in of_kind for name in one.variables.values()})
    if kind == kinds.DEFAULT:
        if sources.schema is not None:
            return Step(kind, [("", sources.schema.label)], [], None)
        return Step(kind, [], [], "no schema; see `load.schema` and `schemas` of the settings")
    note = None
    alone = is_file(place.source, place.root)
    layout = None if alone else Layout(place.source, place.root, settings)
    if kind == kinds.ENVIRONMENT and not layers:
        note = _known(layout.environments() if layout else [], settings, "environment-variable")
    elif kind == kinds.HOST:
        of_machines = settings.load["hosts"] == "machine"
        note = "the machine's own counts as well" if of_machines else None
        if not layers:
            note = _known(layout.hosts() if layout else [], settings, "host-variable")
    elif kind == kinds.LOCAL:
        there = layout.local() if layout else []
        note = "never in continuous integration"
        if ci and there:
            note = f"{', '.join(there)} is left out: not in continuous integration, nor in commits"
    elif kind == kinds.VARIABLE:
        prefix = str(settings.load["prefix"])
        note = f"{prefix}KEY__KEY" if prefix else "no prefix; see `load.prefix` of the settings"
    return Step(kind, layers, given, note)


def _known(names: list[str], settings: "Settings", variable: str) -> str:
    """Say what could have been chosen, and how."""
    by = str(settings.load[variable])
    there = f"there are {', '.join(names)}" if names else "there are none"
    return f"{there}; {by} chooses" if by and names else there


def _text(place: Place, sources: Sources, steps: list[Step]) -> str:
    what = place.root or "this folder"
    if sources.environment:
        what += f", environment {sources.environment}"
    if sources.host:
        what += f", on {sources.host}"
    lines = [f"sources of {what}, from weak to strong:"]
    for number, step in enumerate(steps, 1):
        told = [
            f"{file}  ({name})" if step.kind in (kinds.ENVIRONMENT, kinds.HOST) else file
            for name, file in step.layers
        ]
        if step.given:
            told.append(f"{len(step.given)} set: {', '.join(step.given)}")
        if step.note is not None:
            told.append(step.note if told else f"none; {step.note}")
        for index, text in enumerate(told or ["none"]):
            start = f"  {number}  {_TITLES[step.kind]:<{_WIDTH}}" if index == 0 else ""
            lines.append(f"{start:<{_WIDTH + 5}}{text}")
    lines += [f"{one.place}: {one.message}" for one in sources.faults if one.place]
    lines += [str(one) for one in sources.findings]
    return "".join(f"{shown(line)}\n" for line in lines)


def _json(place: Place, sources: Sources, steps: list[Step]) -> str:
    import json

    found = {
        "version": 1,
        "folder": place.root,
        "environment": sources.environment,
        "host": sources.host,
        "order": [
            {
                "kind": step.kind,
                "layers": [{"name": name, "file": file} for name, file in step.layers],
                "given": step.given,
                "note": step.note,
            }
            for step in steps
        ],
        "findings": [_finding(one) for one in sources.findings],
    }
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _finding(one: Finding) -> dict[str, object]:
    return {"kind": one.kind, "place": one.place, "message": one.message, "help": one.help}
