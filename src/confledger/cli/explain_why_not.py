"""`explain KEY --why-not FILE`: why what a file says is not what holds."""

import os

from confledger.cli.explain_read import Read, Reader, path_in
from confledger.cli.output import coloured
from confledger.cli.streams import put
from confledger.errors import ConfledgerError, nearest
from confledger.loader.layer import ENVIRONMENT, UNSET, Layer
from confledger.loader.layout import Layout
from confledger.location import Path, dotted
from confledger.reports.explained import Said
from confledger.reports.explained_why_not import WhyNot, as_json, as_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def run(asked: "argparse.Namespace", reader: Reader) -> int:
    """Print the reason, for one environment or for each."""
    file = _file(asked.why_not, reader)
    names = reader.wanted(asked.env)
    found = [_why_not(reader, reader.read(name), asked.key, file) for name in names]
    if asked.format == "json":
        put(as_json(found))
    else:
        put("".join(as_text(one, colour=coloured(asked.color)) for one in found))
    return 0


def _file(named: str, reader: Reader) -> str:
    """Return a file as the source names it: seen from here, from its top, or from the folder."""
    source = reader.place.source
    here = os.path.relpath(os.path.realpath(named), os.path.realpath(source.top))
    inside = os.path.normpath(os.path.join(reader.place.root, named))
    for one in (here, os.path.normpath(named), inside):
        if not one.startswith("..") and source.read(one) is not None:
            return one
    files = _all(reader)
    close = nearest(os.path.normpath(named), files) or nearest(inside, files)
    raise ConfledgerError(
        f"there is no file {named!r}", help=f"did you mean {close!r}?" if close else None
    )


def _all(reader: Reader) -> list[str]:
    """Return the files of the folder."""
    found: list[str] = []
    todo = [reader.place.root]
    while todo and len(found) < _MOST:
        folder = todo.pop()
        for name in reader.place.source.names(folder):
            path = os.path.join(folder, name)
            if name.endswith("/"):
                todo.append(path.rstrip("/"))
            else:
                found.append(path)
    return found


_MOST = 5_000


def _why_not(reader: Reader, read: Read, key: str, file: str) -> WhyNot:
    path = path_in(read, key)
    layer = next((one for one in read.resolution.layers if one.file == file), None)
    told = read.telling().key(path)
    found = WhyNot(path, file, read.environment, read.host)
    found.called = "" if key.startswith("/") else key
    winners = [one for one in told.layers if one.holds]
    found.winner = winners[0] if winners else None
    if layer is None:
        found.kind, found.reason = "not-part", _not_part(reader, read, file)
        return found
    said = next((one for one in told.layers if one.file == file), None)
    if said is None:
        found.kind, found.reason = _silent(read, layer, path)
        return found
    found.said = said
    if said.holds:
        found.kind = "holds"
        found.reason = (
            "it is what holds" if len(winners) == 1 else "it is a part of what holds, with others"
        )
        return found
    stronger = _stronger(told.layers, said)
    if stronger is None:
        found.kind, found.reason = _hidden_above(read, layer, path)
        return found
    found.winner = stronger
    found.kind = "overridden"
    how = "removes it" if stronger.removes else "says it too, and is stronger"
    found.reason = f"{place_of(stronger)} {how}"
    if said.removes:
        found.reason = f"it removes the key, and {found.reason}"
    return found


def place_of(said: Said) -> str:
    """Write where a layer stands."""
    from confledger.reports.explained_text import place

    return place(said)


def _stronger(layers: list[Said], said: Said) -> Said | None:
    """Return the strongest layer that speaks of a key, if it is above another one."""
    above = layers[: layers.index(said)]
    return next((one for one in above if one.holds or one.removes), None)


def _silent(read: Read, layer: Layer, path: Path) -> tuple[str, str]:
    """Say that a file says nothing of a key, and which one it may have meant to say."""
    tree: object = layer.tree
    for depth, step in enumerate(path):
        if not isinstance(tree, dict) or step not in tree:
            break
        tree = tree[step]
        if tree is UNSET:
            return "silent", f"it removes `{dotted(path[: depth + 1])}` as a whole"
    else:
        depth = len(path)
    reason = f"it does not say `{dotted(path)}`"
    if isinstance(tree, dict) and depth < len(path):
        close = nearest(str(path[depth]), [str(name) for name in tree])
        if close is not None:
            wrong = (*path[:depth], close)
            span = layer.span(wrong)
            at = f"{layer.file}:{span.line}:{span.column}" if span else layer.file
            reason += f"; it says `{dotted(wrong)}`, at {at}"
    return "silent", reason


def _hidden_above(read: Read, layer: Layer, path: Path) -> tuple[str, str]:
    """Say which stronger layer replaces something that the key is in."""
    for length in range(1, len(path)):
        rows = read.resolution.declarations(path[:length])
        own = next((one for one in rows if one.layer is layer), None)
        if own is not None and own.wins:
            continue
        for one in rows:
            if one.layer is layer:
                break
            span = one.layer.span(one.path)
            at = f"{one.layer.said()}:{span.line}:{span.column}" if span else one.layer.said()
            word = "removes" if one.value is UNSET else "replaces"
            return "replaced", f"{at} {word} `{dotted(path[:length])}` as a whole"
    return "replaced", "a stronger source replaces what it is in"


def _not_part(reader: Reader, read: Read, file: str) -> str:
    """Say why a file plays no part in an environment."""
    place = reader.place
    here = read.environment or "base"
    if reader.is_file():
        return f"the configuration is {place.root} alone"
    if not file.startswith(place.root + "/" if place.root else ""):
        return f"it is not in {place.root}, the folder of the configuration"
    layout = Layout(place.source, place.root, reader.settings)
    for name in layout.environments():
        if file in _files(layout, name):
            chain = [one.name for one in read.resolution.layers if one.kind == ENVIRONMENT]
            order = " < ".join(dict.fromkeys(["base", *chain]))
            return (
                f"it belongs to the environment `{name}`, which `{here}` does not extend ({order})"
            )
    for name in layout.hosts():
        if any(one.file == file for one in layout.of_host(name)):
            return f"it counts on the host or in the role `{name}` only: --host {name}"
    if file in layout.local():
        return (
            "local files are of now, and not of a commit"
            if place.dated
            else "local files do not count in continuous integration (CI is set)"
        )
    from confledger.documents.dialect import dialect_of

    if dialect_of(file) is None:
        return "it is in no format that configuration is read from"
    return (
        "no environment names it: neither `environments` of confledger.yaml nor its own name "
        "(base.yaml, envs/NAME.yaml, hosts/HOST.yaml, local.yaml) makes it a source"
    )


def _files(layout: Layout, name: str) -> list[str]:
    try:
        return layout.files(name)
    except ConfledgerError:
        return []
