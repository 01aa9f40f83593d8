"""The `sops` program, run so that nothing leaks: the only module that decrypts.

No value in its arguments, an environment by allow-list, its messages classified and never
passed on, its answers kept as Plain; files are worked on as ciphertext in a private folder.
"""

import os

from confledger.location import Path
from confledger.secrets import kept, sops_process
from confledger.secrets.plain import Plain
from confledger.secrets.private_folder import private_folder
from confledger.secrets.sops_copy import Copy, held, index, passing, written
from confledger.secrets.sops_messages import UNCHANGED, SopsFailed, explained
from confledger.secrets.sops_program import SopsMissing, program

__all__ = ["Sops", "SopsFailed", "SopsMissing", "find"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from confledger.secrets.sops_file import SopsFile

# No rules, wherever we stand: `sops` would look for some in each folder above.
_NO_RULES = ("--config", os.devnull)
_SECONDS = 30.0
_NEEDED = (3, 11)


class Sops:
    """One `sops` program; every method takes and returns whole files as bytes.

    `services` are kinds of key services (`kms`, `hc_vault`, …) whose credentials it may have.
    """

    __slots__ = ("_environ", "program", "seconds", "services")

    def __init__(
        self,
        program: str,
        environ: "Mapping[str, str]",
        services: "Sequence[str]" = (),
        *,
        seconds: float = _SECONDS,
    ) -> None:
        self.program = program
        self._environ = environ
        self.services = tuple(services)
        self.seconds = seconds

    def version(self) -> str:
        """Return its version, such as `3.11.0`."""
        said = self._run("--version", "--disable-version-check").reveal().decode("ascii", "replace")
        return said.split()[1] if said.startswith("sops ") else "unknown"

    def decrypt(
        self, data: bytes, store: str, *, ignore_mac: bool = False, output: str | None = None
    ) -> Plain:
        """Return a whole file in clear text; raise SopsFailed.

        As the store `output` would have it, if one is named: of several documents the first.
        """
        return self._decrypt(data, store, *_ignoring(ignore_mac), output=output)

    def extract(self, data: bytes, store: str, path: Path, *, output: str | None = None) -> Plain:
        """Return one value of the first document in clear text.

        A map or list comes as the store writes it, or the store `output`.
        """
        return self._decrypt(data, store, "--extract", index(path), output=output)

    def encrypt(self, plain: Plain, store: str, *, path: str, rules: bytes) -> bytes:
        """Encrypt a file by the creation rules for `path`, from the folder of the rules."""
        with private_folder() as folder:
            config = written(folder, ".sops.yaml", rules)
            return self._run(
                *("--config", config, "encrypt", *_types(store)),
                *("--filename-override", os.path.join(folder, path)),
                given=plain,
            ).reveal()

    def set(
        self, data: bytes, store: str, path: Path, value: Plain, *, ignore_mac: bool = False
    ) -> bytes:
        """Set one value, given as JSON; all others keep their ciphertext.

        In the first document, as SOPS does. The same bytes come back where it has that value.
        """
        options = (*_types(store), *_ORDER, *_ignoring(ignore_mac))
        with private_folder() as folder:
            copy = Copy(folder, data, store)
            copy.set(self._run, path, value, *options, "--idempotent")
            after = copy.data()
        return self._checked(data, after, store, touched=path)

    def unset(self, data: bytes, store: str, path: Path, *, ignore_mac: bool = False) -> bytes:
        """Remove one value of the first document."""
        options = (*_types(store), *_ORDER, *_ignoring(ignore_mac))
        with private_folder() as folder:
            copy = Copy(folder, data, store)
            copy.unset(self._run, path, *options)
            after = copy.data()
        return self._checked(data, after, store, touched=path)

    def edit(self, data: bytes, store: str, edited: Plain, *, folder: str) -> bytes:
        """Make a file hold the text `edited`; values that it had keep their ciphertext.

        The text is in files of `folder` meanwhile, which has to be private, and in memory only.
        """
        import shlex

        text = os.path.join(folder, "edited")
        copy = Copy(folder, data, store)
        edited.save(text)
        # The editor that puts the text into place can do so once: a text that SOPS cannot read
        # ends it then, where it would ask for a key to be pressed.
        more = {"EDITOR": f"mv -f {shlex.quote(text)}", "TMPDIR": folder}
        more["SOPS_EDITOR"] = more["EDITOR"]
        try:
            self._run(*copy.rules, "edit", *_types(store), *_ORDER, copy.file, more=more)
        except SopsFailed as failed:
            if failed.kind != UNCHANGED:
                raise
        return self._checked(data, copy.data(), store, look=kept.same_readers)

    def rotate(self, data: bytes, store: str) -> bytes:
        """Give the file a new data key, and every value a new ciphertext."""
        with private_folder() as folder:
            copy = Copy(folder, data, store)
            self._run(*copy.rules, "rotate", "--in-place", *_types(store), *_ORDER, copy.file)
            after = copy.data()
        return self._checked(data, after, store, look=kept.rotated)

    def update_keys(self, data: bytes, store: str, *, path: str, rules: bytes) -> bytes:
        """Wrap the data key for those whom the rules name for `path`, and nobody else.

        `path` is from the folder of the rules. The MAC stays what it was, and is not looked at.
        """
        with private_folder() as folder:
            config = written(folder, ".sops.yaml", rules)
            file = written(folder, path, data)
            self._run("--config", config, "updatekeys", "--yes", *_types(store)[:2], file)
            after = held(file)
        return self._checked(data, after, store, same_readers=False)

    def make_mac(self, data: bytes, store: str) -> bytes:
        """Compute the MAC anew, whatever it was; all values keep their ciphertext.

        To be used only after what differs was shown (merge driver, mending a stale MAC). A key
        is set and removed again, as SOPS has no other way that shows it no value.
        """
        path = passing(self._read(data, store, "the file"))
        options = (*_types(store), *_ORDER, "--ignore-mac")
        with private_folder() as folder, Plain(b'"x"') as value:
            copy = Copy(folder, data, store)
            copy.set(self._run, path, value, *options)
            copy.unset(self._run, path, *options)
            after = copy.data()
        return self._checked(data, after, store)

    def _decrypt(self, data: bytes, store: str, *options: str, output: str | None = None) -> Plain:
        types = ("--input-type", store, "--output-type", output or store)
        with Plain(data) as given:
            return self._run(*_NO_RULES, "decrypt", *types, *_ORDER, *options, given=given)

    def _run(
        self,
        *arguments: str,
        given: Plain | None = None,
        more: "Mapping[str, str] | None" = None,
    ) -> Plain:
        """Run the program; return its output, or raise SopsFailed with none of what it said."""
        env = sops_process.environment(self._environ, self.services) | dict(more or {})
        try:
            code, output, errors = sops_process.run(
                (self.program, *arguments), env, given, self.seconds
            )
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise SopsFailed("other", f"{self.program} could not be started: {reason}") from None
        if code == 0:
            return output
        output.wipe()
        kind, message, advice = explained(code, errors)
        errors.wipe()
        if kind in ("other", "version") and arguments[0] != "--version":
            known = self.version()
            if _numbers(known) < _NEEDED:
                message = f"sops {known} is too old: it has to be 3.11 or newer"
                advice = f"{self.program} is what was found; update it"
        raise SopsFailed(kind, message, advice)

    def _checked(
        self,
        data: bytes,
        after: bytes,
        store: str,
        *,
        touched: Path | None = None,
        look: "Callable[[SopsFile, SopsFile], None] | None" = None,
        same_readers: bool = True,
    ) -> bytes:
        """Return what `sops` made, if it is what was asked for; nothing is written otherwise."""
        if after == data:
            return after
        before, now = self._read(data, store, "the file"), self._read(after, store, "what came")
        try:
            if look is None:
                kept.kept(before, now, touched)
            else:
                look(before, now)
            if same_readers:
                kept.same_readers(before, now)
        except kept.Changed as changed:
            reason = str(changed)
        else:
            return after
        raise SopsFailed(
            "other",
            f"sops did something else than was asked: {reason}",
            "nothing was written; see `confledger secrets check` for what is wrong with the file",
        )

    def _read(self, data: bytes, store: str, what: str) -> "SopsFile":
        try:
            return kept.read(data, store)
        except kept.Changed as changed:
            reason = str(changed)
        raise SopsFailed("format", f"{what} cannot be used: {reason}", "nothing was written")


_ORDER = ("--decryption-order", "age")


def find(
    environ: "Mapping[str, str]", services: "Sequence[str]" = (), *, top: str | None = None
) -> Sops:
    """Return the user's own `sops`, else the one of the extra, its digest verified.

    Whatever lies in the work tree `top` is not run.
    """
    return Sops(program(environ.get("PATH", ""), top), environ, services)


def _types(store: str) -> tuple[str, str, str, str]:
    return ("--input-type", store, "--output-type", store)


def _ignoring(mac: bool) -> tuple[str, ...]:
    return ("--ignore-mac",) if mac else ()


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers; what is none counts as new, as a build from source is."""
    parts = version.partition("-")[0].split(".")[:2]
    return tuple(int(one) for one in parts) if all(one.isdigit() for one in parts) else _NEEDED
