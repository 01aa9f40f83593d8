"""From a configuration to its last good copy and back; what is secret stays out of it."""

from confledger.errors import ConfledgerError
from confledger.loader.config import Config, plain
from confledger.loader.derived import Derived
from confledger.loader.last_good import Copy, CopyUnusable
from confledger.loader.resolution import Resolution
from confledger.loader.schema import SECRET
from confledger.loader.secret import Secret, kind_of
from confledger.loader.snapshot import Snapshot
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from confledger.loader.schema import SchemaView
    from confledger.secrets.plain import Plain
    from confledger.secrets.redaction import Redaction

    Reopen = Callable[[str], Plain]


def copy_of(config: Config, root: str, host: str | None) -> Copy:
    """Return what is kept of a configuration.

    A secret is what is a Secret, what the schema calls one by `x-secret`, and what looks like
    one by its name or form, unless the schema says `x-secret: false`.
    """
    from confledger.secrets.redaction import Redaction

    snapshot = config.snapshot
    values = plain(config)
    secrets: list[tuple[Path, str, str]] = []
    redaction, resolution = Redaction(values), snapshot.resolution
    derived = Derived(values, resolution.inputs, redaction.hides)
    kept = _kept(values, (), redaction, derived, resolution.schema, secrets)
    assert isinstance(kept, dict)
    variables = ["", ""]
    if snapshot.openers is not None and snapshot.openers.settings is not None:
        told = snapshot.openers.settings.load
        variables = [str(told["environment-variable"]), str(told["host-variable"])]
        host = host or snapshot.openers.environ.get(variables[1]) or None
    return Copy(
        root=root,
        environment=snapshot.environment,
        host=host,
        variables=variables,
        digest=snapshot.digest,
        commit=snapshot.commit,
        loaded_at=snapshot.loaded_at or "",
        files=list(snapshot.files),
        values=kept,
        secrets=secrets,
    )


def config_of(
    copy: Copy,
    root: str,
    environment: str | None,
    host: str | None,
    environ: "Mapping[str, str]",
    reopen: "Reopen | None" = None,
) -> Config:
    """Return the configuration that a copy holds, stale since it was made.

    `reopen` opens a secret by its origin, where that can be reached. Raise CopyUnusable if the
    copy is another configuration's.
    """
    environment = environment or environ.get(copy.variables[0]) or None
    host = host or environ.get(copy.variables[1]) or None
    asked = {"folder": root, "environment": environment, "host": host}
    there = {"folder": copy.root, "environment": copy.environment, "host": copy.host}
    for name, value in asked.items():
        if there[name] != value:
            raise CopyUnusable(f"the last good copy is of another {name}")
    values = copy.values
    for path, origin, kind in copy.secrets:
        values = _put(values, path, Secret(origin, _closed(path, copy, origin, reopen), kind))
    resolution = Resolution([], None, values, values, {}, [])
    snapshot = Snapshot(
        resolution,
        top=root,
        root=root,
        environment=environment,
        files=tuple(copy.files),
        digest=copy.digest,
        stale_since=copy.loaded_at,
    )
    snapshot.commit = copy.commit
    snapshot.loaded_at = copy.loaded_at
    return Config(values, snapshot)


def _kept(
    value: object,
    path: Path,
    redaction: "Redaction",
    derived: Derived,
    schema: "SchemaView | None",
    secrets: list[tuple[Path, str, str]],
) -> object:
    """Return a value with None for each secret in it, which is added to those known."""
    if isinstance(value, dict):
        return {
            name: _kept(one, (*path, name), redaction, derived, schema, secrets)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [
            _kept(one, (*path, at), redaction, derived, schema, secrets)
            for at, one in enumerate(value)
        ]
    if isinstance(value, Secret):
        secrets.append((path, value.origin, value.kind))
        return None
    if value is None or isinstance(value, bool):
        return value
    told = None if schema is None else schema.keyword(path, SECRET)
    if told in (True, "reference") or (
        told is not False and (redaction.hides(path, value) or derived(path, value))
    ):
        secrets.append((path, CLEAR, kind_of(value)))
        return None
    return value


# Where a secret was that stood in clear text, or came in a variable.
CLEAR = "in clear text"


def _put(values: dict[str, object], path: Path, secret: Secret) -> dict[str, object]:
    """Put a secret where its place is kept."""
    node: object = values
    for step in path[:-1]:
        node = _within(node, step)
    if not path or _within(node, path[-1]) is not None:
        raise CopyUnusable("the last good copy names a place of a secret that it has not")
    node[path[-1]] = secret  # type: ignore[index]  # looked at above
    return values


def _within(node: object, step: str | int) -> object:
    try:
        return node[step]  # type: ignore[index]  # tried
    except (KeyError, IndexError, TypeError):
        raise CopyUnusable("the last good copy names a place that it has not") from None


def _closed(path: Path, copy: Copy, origin: str, reopen: "Reopen | None") -> "Callable[[], Plain]":
    """Return what opens a secret that a copy has only the place of."""

    def opened() -> "Plain":
        cause: ConfledgerError | None = None
        if reopen is not None:
            try:
                return reopen(origin)
            except ConfledgerError as error:
                cause = error
        help = "make the source of the configuration readable"
        if cause is not None and ":" in origin:
            help = f"make {origin} reachable: {cause}"
        raise ConfledgerError(
            f"`{dotted(path)}` is a secret, and the last good copy of {copy.loaded_at} holds none",
            help=help,
        ) from cause

    return opened
