"""`confledger.load`: everything read, resolved, judged; a Config, or one error that says all."""

import os

from confledger.errors import ConfledgerError
from confledger.loader.config import Config
from confledger.loader.faulty import ConfigInvalid, invalid
from confledger.loader.folder import Folder, top_of
from confledger.loader.resolution import Resolution, resolve
from confledger.loader.secret import Openers
from confledger.loader.snapshot import Snapshot, digest_of
from confledger.loader.sources import Sources, Wanted, gather

__all__ = ["ConfigInvalid", "judged", "load", "load_from", "reopener_of", "settings_of"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from confledger.loader.folder import Source
    from confledger.loader.layer import Layer
    from confledger.secrets.plain import Plain
    from confledger.settings import Settings

SECRETS = ("open", "fake")


def load(
    root: "str | os.PathLike[str]" = "config",
    environment: str | None = None,
    *,
    host: str | None = None,
    flags: "Mapping[str, object] | None" = None,
    environ: "Mapping[str, str] | None" = None,
    overlays: "Sequence[Layer]" = (),
    secrets: str = "open",
    access: "bool | float | None" = None,
    last_good: "str | os.PathLike[str] | bool | None" = None,
    on_invalid: str = "raise",
) -> Config:
    """Return the configuration in a folder (or one file), of an environment.

    Sources, from weak to strong: defaults of the schema, base, the environment and what it
    extends, host or role, local overlay (not in CI), environment variables, `flags` (value by
    key), `overlays`. `environ` are the environment variables, else those of the process;
    `secrets="fake"` puts made-up values that fit the schema in for all secrets, so that no key
    is needed. Reads of keys are counted, never a value: `access=False` counts none, and a number
    writes what was counted that often, in seconds, and not only at the end of the process.

    With `last_good`, a path or True for the usual place, a copy without secrets is kept of what
    was loaded, and given, as stale, where the folder is gone or cannot be read; with
    `on_invalid="last-good"`, also where the schema does not hold.

    Raise ConfigInvalid with every fault, its file and line, where the schema does not hold, and
    ConfledgerError where something cannot be read.
    """

    def made(source: Folder, inside: str) -> Config:
        return load_from(
            source,
            inside,
            environment,
            host=host,
            flags=flags,
            environ=environ,
            overlays=overlays,
            secrets=secrets,
            access=access,
        )

    if last_good is not None and last_good is not False:
        from confledger.loader.booting import Standby, loaded

        place = os.path.abspath(os.fspath(root))
        reopen = reopener_of(place, environ, secrets)
        standby = Standby(last_good, place, environment, host, environ, reopen)
        return loaded(place, made, standby, on_invalid)
    full = os.path.realpath(os.fspath(root))
    if not os.path.lexists(full):
        raise ConfledgerError(
            f"there is no configuration folder {os.fspath(root)!r}",
            help="name the folder that holds base.yaml, as seen from where the program runs",
        )
    top = top_of(full if os.path.isdir(full) else os.path.dirname(full))
    inside = os.path.relpath(full, top)
    return made(Folder(top), "" if inside == "." else inside)


def load_from(
    source: Folder,
    root: str,
    environment: str | None = None,
    *,
    host: str | None = None,
    flags: "Mapping[str, object] | None" = None,
    environ: "Mapping[str, str] | None" = None,
    overlays: "Sequence[Layer]" = (),
    secrets: str = "open",
    access: "bool | float | None" = None,
) -> Config:
    """Return the configuration in a folder of a source; see `load`."""
    from confledger.loader import surroundings

    if secrets not in SECRETS:
        raise ConfledgerError(f"secrets={secrets!r}", help=f"it is one of {', '.join(SECRETS)}")
    settings = settings_of(source)
    there = surroundings.environ() if environ is None else environ
    wanted = Wanted(
        root,
        environment,
        host=host,
        environ=there,
        flags=flags,
        overlays=overlays,
        local=not surroundings.in_ci(there),
        machine=surroundings.host(),
    )
    openers = Openers(
        source.top, fake=secrets == "fake", source=source, settings=settings, environ=there
    )
    sources = gather(source, settings, wanted, openers)
    resolution = judged(sources, wanted)
    from confledger.loader.access import recorder

    counting = recorder(source.top, root, sources.environment, settings, access)
    snapshot = Snapshot(
        resolution,
        top=source.top,
        root=root,
        environment=sources.environment,
        files=tuple(sorted(sources.files)),
        digest=digest_of(sources.files, sources.environment or "", sources.host or ""),
    )
    snapshot.openers = openers
    snapshot.findings = tuple(sources.findings)
    if sources.findings:
        from confledger.loader.findings import warn

        warn(sources.findings)
    snapshot.counts = None if counting is None else counting.counts
    return Config(resolution.tree, snapshot)


def judged(sources: Sources, wanted: Wanted) -> Resolution:
    """Return what the sources come to; raise ConfigInvalid where that cannot be used."""
    from confledger.loader.marking import marks

    secreted = marks(sources)
    if secreted is not None and secreted.openers.fake:
        sources.layers.append(secreted.made_up(sources.layers))
    resolution = resolve(sources.layers, sources.schema, sources.variable, secreted)
    faults = [*sources.faults, *resolution.faults]
    if secreted is not None:
        faults += secreted.faults
    if sources.schema is not None and not faults:
        from confledger.loader.judging import judge

        faults = judge(resolution, sources)
    if faults:
        raise invalid(resolution, faults)
    return resolution


def reopener_of(
    root: str, environ: "Mapping[str, str] | None", secrets: str
) -> "Callable[[str], Plain]":
    """Return what opens the secrets of a last good copy, where they can be reached."""
    from confledger.loader import surroundings
    from confledger.loader.reopening import reopener

    there = surroundings.environ() if environ is None else environ
    return reopener(root, there, settings_of, fake=secrets == "fake")


def settings_of(source: "Source") -> "Settings":
    """Return the settings of a source; the defaults where it has none."""
    from confledger.documents.settings_file import settings_of as found

    return found(_Files(source)).settings


class _Files:
    """A source as `settings_of` asks for it."""

    def __init__(self, source: "Source") -> None:
        self._source = source

    def find(self, path: str) -> tuple[str, object] | None:
        """Return the content of a file; it has no object id here."""
        data = self._source.read(path)
        return None if data is None else ("", data)
