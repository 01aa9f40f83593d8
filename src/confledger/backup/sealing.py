"""Backups encrypted for those who may restore them, with age; in a stream, never all in memory.

A machine that makes backups needs no key: recipients are public. Whoever has an identity can
open the backup; identities are read from files that are named, and never kept.
"""

import os
from collections.abc import Iterable
from threading import Thread

from confledger.backup.archive import Broken, Filter, Readable, Writable
from confledger.errors import ConfledgerError
from confledger.secrets.age_recipients import misspelt

_CHUNK = 1 << 16
_SECRET, _PLUGIN = "AGE-SECRET-KEY-", "AGE-PLUGIN-"
_MOST_IDENTITY = 1 << 20


class WrongIdentity(ConfledgerError):
    """No key that was given opens this backup."""

    def __init__(self, many: int) -> None:
        which = "the identity given does not open" if many == 1 else "no identity given opens"
        super().__init__(
            f"{which} this backup",
            help="it was made for other recipients; name the file of one of theirs: --identity",
        )


def recipients(given: Iterable[str], where: str) -> list[str]:
    """Return recipients, each once, in the order given; raise ConfledgerError for what is none."""
    found: dict[str, None] = {}
    for one in given:
        told = " ".join(one.split()[:2]) if one.startswith("ssh-") else one.strip()
        if not told or told.startswith("#"):
            continue
        fault = misspelt(told)
        if fault is not None:
            shown = "" if told.startswith(("AGE-", "-----")) else f" {told!r}"
            raise ConfledgerError(
                f"the recipient{shown} of {where} cannot be used: {fault}",
                help="a recipient of age looks like age1...; keys are made by "
                "`confledger secrets keygen`",
            )
        found[told] = None
    return list(found)


def sealed_for(given: list[str]) -> Filter:
    """Return what encrypts for some recipients; raise ConfledgerError."""
    pyrage = _pyrage()
    keys = []
    for one in given:
        kind = pyrage.ssh if one.startswith("ssh-") else pyrage.x25519
        try:
            keys.append(kind.Recipient.from_str(one))
        except pyrage.RecipientError as error:
            raise ConfledgerError(
                f"the recipient {one!r} cannot be used: {error}",
                help="recipients of plugins are not supported; use age1... or a key of SSH",
            ) from error

    def seal(source: Readable, out: Writable) -> None:
        watched = _Watched(source, out)
        try:
            pyrage.encrypt_io(watched, watched, keys)
        except (pyrage.EncryptError, OSError) as error:
            if watched.error is None:
                raise ConfledgerError(f"the backup could not be encrypted: {error}") from error
        if watched.error is not None:
            raise watched.error

    return seal


def identities(files: Iterable[str], texts: Iterable[str] = ()) -> list[object]:
    """Read the keys in files, of age or of SSH, and in texts; raise ConfledgerError."""
    pyrage = _pyrage()
    found: list[object] = []
    for text in texts:
        found += _of_age(pyrage, text, "the environment")
    for path in files:
        try:
            with open(path, "rb") as file:
                data = file.read(_MOST_IDENTITY)
        except OSError as error:
            raise ConfledgerError(
                f"the identity {path!r} cannot be read: {(error.strerror or '').lower()}",
                help="name the file with the key of age, or a private key of SSH",
            ) from error
        if data.startswith(b"-----BEGIN"):
            try:
                found.append(pyrage.ssh.Identity.from_buffer(data))
            except Exception as error:
                # Without what it says: that may quote the file.
                raise ConfledgerError(
                    f"the identity {path!r} cannot be used",
                    help="keys of SSH are ssh-ed25519 or ssh-rsa, without a passphrase",
                ) from error
            continue
        some = _of_age(pyrage, data.decode("utf-8", "replace"), repr(path))
        if not some:
            raise ConfledgerError(
                f"there is no identity in {path!r}",
                help="the line with the key of age starts with AGE-SECRET-KEY-",
            )
        found += some
    return found


def opened(payload: Readable, keys: list[object]) -> "Opening":
    """Return an encrypted payload in the clear; to be closed. Raise WrongIdentity when read."""
    return Opening(payload, keys)


class _Watched:
    """A stream to read from and one to write to, and the first error of either.

    What pyrage writes last it does not wait for: a full disk would go unnoticed.
    """

    def __init__(self, source: Readable, out: Writable | None = None) -> None:
        self._source = source
        self._out = out
        self.error: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        try:
            return self._source.read(size)
        except Exception as error:
            self.error = self.error or error
            raise

    def write(self, data: bytes, /) -> int:
        """Write on."""
        assert self._out is not None
        try:
            return self._out.write(data)
        except Exception as error:
            self.error = self.error or error
            raise

    def flush(self) -> None:
        """Nothing is held back."""


class Opening:
    """What is decrypted in a thread of its own as it is read."""

    def __init__(self, payload: Readable, keys: list[object]) -> None:
        pyrage = _pyrage()
        self._keys = keys
        self._error: BaseException | None = None
        self._watched = _Watched(payload)
        self._mismatch: type[BaseException] = pyrage.DecryptError
        read_end, self._write_end = os.pipe()
        self._clear = os.fdopen(read_end, "rb", _CHUNK)

        def work() -> None:
            try:
                pyrage.decrypt_io(self._watched, self, keys)
            except BaseException as error:
                self._error = error
            finally:
                os.close(self._write_end)

        self._thread = Thread(target=work, daemon=True)
        self._thread.start()

    def write(self, data: bytes, /) -> int:
        """Pass on what was decrypted."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._write_end, view) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes in the clear, none at the end."""
        data = self._clear.read(size)
        if not data and size:
            self._thread.join()
            if self._error is not None:
                raise self._reason(self._error)
        return data

    def close(self) -> None:
        """Stop, wherever it is."""
        self._clear.close()
        self._thread.join()

    def _reason(self, error: BaseException) -> BaseException:
        if isinstance(error, self._mismatch) and "matching keys" in str(error):
            return WrongIdentity(len(self._keys))
        if self._watched.error is not None:
            return self._watched.error
        return Broken("its payload cannot be decrypted: it was changed, or is cut off")


def _of_age(pyrage: "Any", text: str, where: str) -> list[object]:
    found: list[object] = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(_PLUGIN):
            raise ConfledgerError(
                f"an identity in {where} is that of a plugin, which is not supported",
                help="decrypt by hand: tar -xf NAME; age -d -i FILE payload.tar.age | tar -xf -",
            )
        if line.startswith(_SECRET):
            try:
                found.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError:
                raise ConfledgerError(
                    f"an identity in {where} is mistyped or cut off", help="see the line of the key"
                ) from None
    return found


def _pyrage() -> "Any":
    try:
        import pyrage
    except ImportError as error:
        raise ConfledgerError(
            "encrypted backups need the package pyrage, which is not installed",
            help="pip install 'confledger[backup]'",
        ) from error
    return pyrage


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
