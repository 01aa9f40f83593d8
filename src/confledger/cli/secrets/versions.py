"""The versions of one file that are to be merged, verified before any of them is decrypted."""

from confledger.cli.secrets import access
from confledger.errors import ConfledgerError
from confledger.location import dotted
from confledger.secrets import sops_file, trust
from confledger.secrets.masked import rekeyed
from confledger.secrets.sops_file import SopsFile
from confledger.secrets.values import BARE, BROKEN, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.secrets.place import Place
    from confledger.secrets.sops import Sops

BASE, OURS, THEIRS = "the common ancestor", "ours", "theirs"


class NotMerged(ConfledgerError):
    """The versions cannot be merged here; `file` on disk stays ours."""


class Versions:
    """Three versions; `base` is None where it is not there, or was not encrypted."""

    def __init__(self, place: "Place", path: str, base: bytes, ours: bytes, theirs: bytes) -> None:
        self.place = place
        self.path = path
        self.rule = place.rule(path)
        one, two = _read(ours, path, OURS), _read(theirs, path, THEIRS)
        self.encrypted = one.metadata is not None or two.metadata is not None
        self.ours = one
        self.theirs = two
        self.store = one.store
        self.base = _base(base, path, one.store)
        self._opened: dict[str, SopsFile] = {}
        if self.encrypted:
            self._verify()

    @property
    def one_key(self) -> bool:
        """Whether both sides have one data key, as far as can be told without it."""
        if self.base is not None:
            return not rekeyed(self.base, self.ours) and not rekeyed(self.base, self.theirs)
        return not rekeyed(self.ours, self.theirs)

    def opened(self, side: str) -> SopsFile:
        """Return a version in clear text, its MAC verified, and noted down; raise NotMerged."""
        if side not in self._opened:
            file = {BASE: self.base, OURS: self.ours, THEIRS: self.theirs}[side]
            assert file is not None
            verify_opening(self.place, file, side)
            self._opened[side] = self.decrypted(file, side)
        return self._opened[side]

    def decrypted(self, file: SopsFile, side: str) -> SopsFile:
        """Return a file in clear text; raise NotMerged, with nothing of what is in it."""
        from confledger.secrets.sops import SopsFailed

        access.note(self.place, "merge", self.path, data=file.data)
        try:
            with self.sops(file).decrypt(file.data, file.store) as plain:
                return sops_file.read(plain.reveal(), self.path, file.store)
        except SopsFailed as failed:
            raise self.refused(failed.kind, side, str(failed)) from None
        except sops_file.Unreadable:
            raise NotMerged(f"{side} cannot be read when it is decrypted") from None

    def sops(self, file: SopsFile | None = None) -> "Sops":
        """Return the program, with credentials for the services of a file."""
        return self.place.sops(file or self.ours)

    def refused(self, kind: str, side: str, said: str) -> NotMerged:
        """Return why a version could not be opened."""
        if kind == "no-key":
            return NotMerged(
                "no key at hand opens it, and the MAC has to be made good with one",
                help=f"with the key at hand: git checkout --merge -- {self.path}, then: git add",
            )
        if kind == "mac":
            return NotMerged(
                f"the MAC of {side} is not that of its values: it was edited without sops",
                help="look at what was edited: confledger secrets check; mend it on its branch",
            )
        return NotMerged(f"{side}: {said}")

    def _verify(self) -> None:
        """Raise NotMerged unless each version may be decrypted by the rules of this side."""
        for side, file in ((OURS, self.ours), (THEIRS, self.theirs)):
            if file.metadata is None:
                raise NotMerged(
                    f"{side} is not encrypted, and the other side is",
                    help=f"take one of them: git checkout --ours -- {self.path}",
                )
            verify_opening(self.place, file, side)
            self._verify_values(side, file)
        if self.ours.store != self.theirs.store:
            raise NotMerged("the two sides are of different formats")

    def _verify_values(self, side: str, file: SopsFile) -> None:
        for (_, path), state in Values(file).states.items():
            if state == BROKEN:
                raise NotMerged(f"{side}: `{dotted(path)}` is no complete ciphertext")
            if state == BARE:
                raise NotMerged(
                    f"{side}: `{dotted(path)}` is in plain text, and to be encrypted",
                    help="encrypt it on its branch first",
                )


def verify_opening(place: "Place", file: SopsFile, what: str) -> None:
    """Raise NotMerged unless a version may be decrypted, as far as metadata and services go.

    Whom it is for is not asked: who has left since, or came on another branch, is in no rule.
    """
    assert file.metadata is not None
    if file.metadata.faults:
        at, why = file.metadata.faults[0]
        raise NotMerged(f"{what}: {why} at `{dotted(('sops', *at))}`")
    services = place.settings.secrets["key-services"]
    assert isinstance(services, list)
    foreign = trust.foreign_services(file.metadata, place.rule(file.path), services)
    if foreign:
        raise NotMerged(
            f"{what} would ask {foreign[0].endpoint}, which neither the rules nor the settings "
            "name, so nothing is decrypted",
            help="see `confledger explain --rule key-service`",
        )


def _base(data: bytes, path: str, store: str) -> SopsFile | None:
    """Return the common ancestor, if it was encrypted; what it was else says nothing of secrets."""
    try:
        file = sops_file.read(data, path, store)
    except sops_file.Unreadable:
        return None
    return file if file.metadata is not None else None


def _read(data: bytes, path: str, side: str) -> SopsFile:
    try:
        return sops_file.read(data, path)
    except sops_file.Unreadable as fault:
        reason = fault.reason
    raise NotMerged(f"{side} cannot be read: {reason}")
