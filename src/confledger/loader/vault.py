"""A secret of a HashiCorp Vault (KV version 2) laid over the files; read again before it ends.

    confledger.load("config", environment="prod", overlays=[vault.overlay(path="app")])

Its values are secrets, unless the schema says `x-secret: false` of them. From the settings
(`load.overlays`), the token of the environment goes only to the address that VAULT_ADDR names:
whoever may change a file could send it elsewhere.
"""

from confledger.loader import surroundings
from confledger.loader.layer import OVERLAY, Layer
from confledger.loader.noting import note
from confledger.loader.secret import Openers, Secret, kind_of, plain_of, typed
from confledger.loader.vault_client import Client, VaultUnusable, token_of
from confledger.location import Path, pointer
from confledger.secrets.plain import Plain

__all__ = ["Overlay", "VaultUnusable", "field_of", "fresh_until", "of_settings", "overlay"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# What a vault gives no end for is read again after so many seconds.
REFRESH_SECONDS = 300.0
# Part of a lease after which it is renewed.
_RENEW_AT = 0.7
_DEEPEST = 64


class Overlay(Layer):
    """What a vault held when it was asked.

    `version` and `created` are those of the secret. After `fresh_until` (seconds since 1970)
    it is to be read again: `again()` renews the token and does so.
    """

    __slots__ = ("_asked", "client", "created", "fresh_until", "openers", "version")

    def __init__(self, client: Client, asked: tuple[str, str, str, float], now: float) -> None:
        mount, path, at, refresh = self._asked = asked
        super().__init__(OVERLAY, f"vault:{mount}/{path}", {})
        self.client = client
        # Set by whoever loads; until then, what is opened is noted without a folder.
        self.openers = Openers("", environ=surroundings.environ())
        ends = client.renew()
        answer = client.read(mount, path)
        told = answer["data"]["metadata"]
        version = told.get("version")
        self.version = version if isinstance(version, int) else 0
        self.created = str(told.get("created_time", ""))[:40]
        lease = answer.get("lease_duration")
        limits = [one * _RENEW_AT for one in (ends, lease) if isinstance(one, (int, float)) and one]
        self.fresh_until = now + min([*limits, refresh])
        # Before anything else can go wrong, with the clear text at hand.
        tree = _secreted(answer["data"].pop("data"), (), self)
        del answer, told
        for step in reversed([one for one in at.split(".") if one]):
            tree = {step: tree}
        when = f", {self.created}" if self.created else ""
        self.name += f" (version {self.version}{when})"
        self.tree = tree

    def again(self, now: float | None = None) -> "Overlay":
        """Return what the vault holds now; raise VaultUnusable."""
        made = Overlay(self.client, self._asked, surroundings.clock() if now is None else now)
        made.openers = self.openers
        return made


def overlay(
    address: str | None = None,
    mount: str = "secret",
    path: str = "",
    *,
    at: str = "",
    token: "str | Secret | Plain | None" = None,
    environ: "Mapping[str, str] | None" = None,
    ca_file: str | None = None,
    namespace: str | None = None,
    seconds: float = 5.0,
    refresh_seconds: float = REFRESH_SECONDS,
    plain_http: bool = False,
) -> Overlay:
    """Return a layer of what is at `path` of a mount, put at the key `at`; raise VaultUnusable.

    Without them, `address`, `token`, `ca_file` and `namespace` are those of the environment:
    VAULT_ADDR, VAULT_TOKEN_FILE or VAULT_TOKEN, VAULT_CACERT, VAULT_NAMESPACE.
    """
    there = surroundings.environ() if environ is None else environ
    client = _client(
        *(there, address, token),
        ca_file=ca_file,
        namespace=namespace,
        seconds=seconds,
        plain_http=plain_http,
    )
    _verify(mount, path)
    openers = Openers("", environ=there)
    # Whoever prints the locals of a traceback finds no token, wherever it came from.
    environ = token = None
    there = {}
    made = Overlay(client, (mount, path, at, refresh_seconds), surroundings.clock())
    made.openers = openers
    return made


def of_settings(entry: "Mapping[str, object]", openers: Openers) -> Overlay:
    """Return the overlay that an entry of `load.overlays` describes; raise VaultUnusable."""
    named = str(entry.get("address", "")).rstrip("/")
    trusted = openers.environ.get("VAULT_ADDR", "").rstrip("/")
    if not trusted or (named and named != trusted):
        raise VaultUnusable(
            f"the vault {named or 'of `load.overlays`'} is not asked: the environment does not "
            "name it, and its token is for nobody else",
            help=f"VAULT_ADDR={named or 'https://…'} says that it is meant",
        )
    made = overlay(
        trusted,
        str(entry.get("mount", "secret")),
        str(entry.get("path", "")),
        at=str(entry.get("at", "")),
        environ=openers.environ,
    )
    made.openers = openers
    return made


def field_of(openers: Openers, mount: str, path: str, field: str) -> Plain:
    """Return one field of a secret, in clear text; raise VaultUnusable."""
    _verify(mount, path)
    client = _client(openers.environ, None, None)
    held = client.read(mount, path)["data"]["data"]
    try:
        return plain_of(held[field])
    except KeyError:
        pass
    finally:
        held = None
    raise VaultUnusable(f"the vault {client.address} has no field `{field}` at {mount}/{path}")


def fresh_until(layers: "Iterable[Layer]") -> float | None:
    """Return when the first of these layers is to be read again; None where none is."""
    times = [one.fresh_until for one in layers if isinstance(one, Overlay)]
    return min(times, default=None)


class _Kept(Secret):
    """A value that the vault gave; its opening is noted as every other is."""

    __slots__ = ("_plain",)

    def __init__(self, layer: Overlay, path: Path, value: object, version: str) -> None:
        origin = f"vault:{layer._asked[0]}/{layer._asked[1]}#{_field(path)}"
        self._plain = plain = plain_of(value)

        def opening() -> Plain:
            note(layer.openers, origin, None)
            return plain

        super().__init__(origin, opening, kind_of(value), written=version)

    def plain(self) -> object:
        """Return the value, for a schema that says that it is no secret."""
        return typed(self._plain, self.kind, self.origin)


def _secreted(value: "Any", path: Path, layer: Overlay) -> "Any":
    """Return a map of the vault with a secret for each of its values."""
    if isinstance(value, dict) and (value or not path) and len(path) < _DEEPEST:
        return {str(name): _secreted(one, (*path, name), layer) for name, one in value.items()}
    return _Kept(layer, path, value, f"version {layer.version}")


def _field(path: Path) -> str:
    return str(path[0]) if len(path) == 1 else pointer(path)


def _client(
    environ: "Mapping[str, str]",
    address: str | None,
    token: "str | Secret | Plain | None",
    *,
    ca_file: str | None = None,
    namespace: str | None = None,
    seconds: float = 5.0,
    plain_http: bool = False,
) -> Client:
    address = address or environ.get("VAULT_ADDR")
    if not address:
        raise VaultUnusable("no vault is named", help="VAULT_ADDR=https://HOST:8200 names one")
    if token is None:
        held = token_of(environ)
    elif isinstance(token, Plain):
        held = token
    else:
        held = Plain((token.reveal() if isinstance(token, Secret) else token).encode())
    return Client(
        address,
        held,
        ca_file=ca_file or environ.get("VAULT_CACERT") or None,
        namespace=namespace or environ.get("VAULT_NAMESPACE") or None,
        seconds=seconds,
        plain_http=plain_http,
    )


def _verify(mount: str, path: str) -> None:
    for what, text in (("mount", mount), ("path", path)):
        steps = text.split("/")
        if not text or "" in steps or ".." in steps or "." in steps or any(c in text for c in "?#"):
            raise VaultUnusable(f"{text!r} is no {what} of a vault", help="as in secret and app/db")
