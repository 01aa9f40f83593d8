"""All sources of one configuration, read: files, variables, flags, overlays."""

import posixpath

from confledger.errors import ConfledgerError
from confledger.loader.findings import Finding
from confledger.loader.layer import BASE, ENVIRONMENT, HOST, LOCAL, Layer
from confledger.loader.layout import Layout, Slot, listed
from confledger.loader.merging import merged, stripped, whole
from confledger.loader.reading import EXTENDS, Read, read
from confledger.loader.schema import VARIABLE, SchemaView
from confledger.loader.schema_choice import SCHEMA, schema_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from confledger.loader.folder import Source
    from confledger.loader.resolution import Fault
    from confledger.loader.secret import Openers
    from confledger.location import Path
    from confledger.settings import Settings


class Wanted:
    """What somebody wants loaded. `root` is the folder or file, seen from the top of the source.

    `host` names hosts and roles, with commas between them; `machine` is the one that this runs
    on, which counts where the settings say so. The environment `base` is the base alone.
    """

    __slots__ = ("environ", "environment", "flags", "host", "local", "machine", "overlays", "root")

    def __init__(
        self,
        root: str,
        environment: str | None = None,
        *,
        host: str | None = None,
        environ: "Mapping[str, str] | None" = None,
        flags: "Mapping[str, object] | None" = None,
        overlays: "Sequence[Layer]" = (),
        local: bool = True,
        machine: str | None = None,
    ) -> None:
        self.root = root
        self.environment = environment
        self.host = host
        self.environ = {} if environ is None else environ
        self.flags = {} if flags is None else flags
        self.overlays = tuple(overlays)
        self.local = local
        self.machine = machine


class Sources:
    """The layers that were read, from weak to strong, and the schema that holds for them all.

    `files` are all files that took part, schemas too, with their bytes: what a digest is of.
    `environment` and `host` are those that were chosen, by argument or variable. `variable` gives
    what `${env:NAME}` is; `faults` and `findings` are what is wrong, and remarkable, so far.
    """

    __slots__ = (
        *("environment", "faults", "files", "findings", "host", "layers", "openers"),
        *("schema", "variable"),
    )

    def __init__(
        self,
        layers: list[Layer],
        schema: SchemaView | None,
        files: dict[str, bytes],
        openers: "Openers | None" = None,
    ) -> None:
        self.openers = openers
        self.layers = layers
        self.schema = schema
        self.files = files
        self.environment: str | None = None
        self.host: str | None = None
        self.variable: Callable[[str], str | Path | None] = lambda _: None
        self.faults: list[Fault] = []
        self.findings: list[Finding] = []


def gather(source: "Source", settings: "Settings", wanted: Wanted, openers: "Openers") -> Sources:
    """Read every source; raise ConfledgerError for what cannot be read."""
    files: dict[str, bytes] = {}
    known: dict[str, Read] = {}

    def taken(slot: Slot) -> Read:
        if slot.file not in known:
            data = source.read(slot.file)
            if data is None:
                raise ConfledgerError(
                    f"{slot.file} is named, and is not there",
                    help="is it a link that leads nowhere?",
                )
            files[slot.file] = data
            known[slot.file] = read(slot, data, openers)
        return known[slot.file]

    environment, host = chosen(settings, wanted)
    slots, environment = _slots(source, settings, wanted, environment, host, taken)
    layers = []
    removals = {}
    for number, slot in enumerate(slots):
        found = taken(slot)
        # The kind and name under which it takes part: a file is read once, whoever asked first.
        found.layer.kind, found.layer.name = slot.kind, slot.name
        layers.append(found.layer)
        if found.removals:
            removals[number] = found.removals
    findings: list[Finding] = []
    schema = schema_for(source, settings, layers, files, findings)
    for layer in layers:
        _without_our_own(layer, schema, alone=wanted.root == layer.file)
    sources = Sources(layers, schema, files, openers)
    sources.environment, sources.host, sources.findings = environment, host, findings
    if removals:
        from confledger.loader.removals import looked_at

        more, faults = looked_at(layers, removals, schema)
        findings += more
        sources.faults += faults
    if any(layer.kind == LOCAL for layer in layers):
        from confledger.loader.tracked import tracked

        findings += tracked(source, [layer.file for layer in layers if layer.kind == LOCAL])
    _outside(sources, settings, wanted)
    if wanted.overlays or settings.load["overlays"]:
        from confledger.loader.overlays import overlays

        layers += overlays(settings, wanted.overlays, environment, openers)
    return sources


def chosen(settings: "Settings", wanted: Wanted) -> tuple[str | None, str | None]:
    """Return the environment, and the hosts and roles, that are wanted: given, or by variable."""
    environment, host = wanted.environment, wanted.host
    if environment is None:
        environment = wanted.environ.get(str(settings.load["environment-variable"])) or None
    if host is None:
        host = wanted.environ.get(str(settings.load["host-variable"])) or None
    return environment, host


def _slots(
    source: "Source",
    settings: "Settings",
    wanted: Wanted,
    environment: str | None,
    host: str | None,
    taken: "Callable[[Slot], Read]",
) -> tuple[list[Slot], str | None]:
    """Return the files that take part, from weak to strong, and the environment that they are."""

    def extends(file: str) -> "tuple[str, Callable[[], str]] | None":
        name = posixpath.splitext(posixpath.basename(file))[0]
        found = taken(Slot(ENVIRONMENT, name, file))
        if found.extends is None:
            return None
        # Where it says so is looked up for a message alone: that takes as long as reading it.
        return found.extends, lambda: found.layer.at((EXTENDS,))

    if is_file(source, wanted.root):
        if wanted.environment is not None:
            raise ConfledgerError(
                f"{wanted.root} is one file, so it has no environment `{wanted.environment}`",
                help="name the folder that it is in",
            )
        return [Slot(BASE, "base", wanted.root)], None
    layout = Layout(source, wanted.root, settings)
    named = [one.strip() for one in (host or "").split(",") if one.strip()]
    hosts = [slot for one in dict.fromkeys(named) for slot in layout.of_host(one)]
    if settings.load["hosts"] == "machine" and wanted.machine and wanted.machine not in named:
        hosts += layout.of_host(wanted.machine, maybe=True)
    slots = layout.slots(environment, hosts, extends, local=wanted.local)
    chain = {"base", *(slot.name for slot in slots if slot.kind == ENVIRONMENT)}
    for slot in hosts:
        over = taken(slot)
        if over.extends is not None and over.extends not in chain:
            raise ConfledgerError(
                f"{over.layer.at((EXTENDS,))}: `{slot.name}` is laid over `{over.extends}`, "
                f"and this is {f'`{environment}`' if environment else 'the base alone'}",
                help=f"load the environment `{over.extends}`, or one that extends it",
            )
    if not slots:
        raise ConfledgerError(
            f"there is no configuration in {wanted.root or 'this folder'}",
            help=_instead(source, wanted.root),
        )
    return slots, environment


def _instead(source: "Source", root: str) -> str:
    """Say what to do where a folder has nothing that is read."""
    names = listed(source, root)
    if not names:
        return f"the folder is empty, or gone; create {posixpath.join(root, 'base.yaml')}"
    if "base.yaml/" in names:
        return "base.yaml is a folder; it has to be a file"
    return f"create {posixpath.join(root, 'base.yaml')}, or say which environment"


def _without_our_own(layer: Layer, schema: SchemaView | None, *, alone: bool) -> None:
    """Take out what a file says to us, where the schema does not have it as a key."""
    ours = [SCHEMA]
    if not alone and layer.kind in (ENVIRONMENT, HOST):
        ours.append(EXTENDS)
    known = () if schema is None else schema.names(())
    gone = {one for one in ours if one in layer.tree and one not in known}
    if gone:
        layer.tree = {name: one for name, one in layer.tree.items() if name not in gone}


def _outside(sources: Sources, settings: "Settings", wanted: Wanted) -> None:
    """Add the layers of environment variables and of flags, where there are any."""
    load, environ = settings.load, wanted.environ
    prefix, schema = str(load["prefix"]), sources.schema
    sources.variable = environ.get
    reserved = {
        str(load["environment-variable"]): sources.environment,
        str(load["host-variable"]): sources.host,
    }
    by_schema = schema is not None and any(
        VARIABLE.encode() in data for data in sources.files.values()
    )
    concerned = (
        bool(load["declared"])
        or by_schema
        or (bool(prefix) and any(name.startswith(prefix) for name in environ))
    )
    if not concerned and not wanted.flags:
        return
    merges = whole if schema is None else schema.merges
    tree = stripped(merged(sources.layers, merges))
    assert isinstance(tree, dict)
    if concerned:
        from confledger.loader.variables import Surroundings, Variables

        given = Surroundings(
            environ,
            prefix=prefix,
            declared=str(load["declared"]),
            unknown=str(load["unknown-variables"]),
            reserved={name: text for name, text in reserved.items() if name},
        )
        fake = sources.openers is not None and sources.openers.fake
        variables = Variables(given)
        variables.read(tree, schema, fake=fake, by_schema=by_schema)
        sources.variable = variables
        # The same list, as more may come up where a text refers to a variable.
        variables.faults[:0] = sources.faults
        sources.faults = variables.faults
        sources.findings += variables.findings
        if variables.layer is not None:
            sources.layers.append(variables.layer)
    if wanted.flags:
        from confledger.loader.flags import layer_of

        if concerned:
            tree = stripped(merged(sources.layers, merges))
        layer, faults = layer_of(wanted.flags, tree, schema)  # type: ignore[arg-type]  # a map, stripped
        sources.faults += faults
        if layer is not None:
            sources.layers.append(layer)


def is_file(source: "Source", root: str) -> bool:
    """Whether a configuration is one file, and no folder."""
    folder, name = posixpath.split(root)
    return bool(name) and name in listed(source, folder)
