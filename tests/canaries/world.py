"""A repository with a secret that nobody else has in every place where SOPS puts one.

Five stores, every type, several documents, comments, files that are broken in each way, and
around them what makes commands look at them: schemas that refuse them, policies, environments,
waivers, owners, a history with branches. The plain files that SOPS encrypts are never on disk.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from canaries import reported
from canaries.forms import Canaries, digits, word
from support import Repository

# Encrypted files by store, in the order in which they stand in tables.
ENCRYPTED = (
    *("secrets/app.yaml", "secrets/many.yaml", "secrets/app.json", "secrets/app.env"),
    *("secrets/app.ini", "secrets/app.bin", "k8s/secret.yaml", "overlays/prod.yaml"),
)
# Each of these is refused by something.
BROKEN = (
    *("broken/mac.yaml", "broken/ciphertext.yaml", "broken/syntax.yaml", "broken/metadata.json"),
    *("broken/stranger.yaml", "broken/vault.yaml", "broken/cut.env", "broken/cut.ini"),
)
# Governed by a rule, and not encrypted: by mistake.
LEFT_PLAIN = (
    *("secrets/left.yaml", "secrets/left.json", "secrets/left.env", "secrets/left.ini"),
    "secrets/was.yaml",
)

_RULES = """\
creation_rules:
  - path_regex: ^k8s/
    encrypted_regex: ^(data|stringData)$
    age: {ours}
  - path_regex: ^overlays/
    encrypted_suffix: _secret
    mac_only_encrypted: true
    age: {ours}
  - path_regex: ^(secrets|broken|new)/
    age: {ours},{second}
"""
_SETTINGS = f"""\
version: 1
formats: true
schemas:
  - paths: [secrets/*.yaml, secrets/*.json, secrets/*.env, secrets/*.ini, k8s/*, broken/*]
    schema: schemas/strict.json
{reported.SETTINGS}policies: [policies.yaml]
plans: [plans/*.md]
environments:
  - {{name: prod, paths: [overlays/prod.yaml], extends: base}}
  - {{name: dev, paths: [overlays/dev.yaml], extends: base}}
  - {{name: base, paths: [overlays/base.yaml], deployed: false}}
waivers: waivers.yaml
owned: [secrets, k8s]
same-value:
  - name: the password
    at: ["secrets/app.yaml#/db/password", "secrets/app.json#/db/password", "k8s/secret.yaml#/kind"]
messages: {{critical: [Reason]}}
secrets:
  min-length: 60
  max-age:
    - {{paths: [secrets], value-days: 1, key-days: 1}}
  run:
    - name: worker
      command: [python3, -c, "import sys; sys.exit(0)", canary-child]
      variables:
        PASSWORD: secrets/app.yaml#/db/password
        FROM_DOTENV: secrets/app.env#/PASSWORD
"""
# Refuses every value there is, so that each is looked at and told of.
_STRICT = {
    "type": "object",
    "properties": {"db": {"properties": {"password": {"type": "integer"}, "port": {"maximum": 1}}}},
    "additionalProperties": {"enum": ["nothing", "fits"], "x-risk": "critical"},
    "required": ["missing"],
}
_POLICIES = """\
version: 1
policies:
  - id: no-value-is-right
    message: this is not allowed
    severity: warning
    match: {paths: [secrets, overlays, k8s], pointer: "/**/password"}
    pattern: "^allowed$"
    tests:
      - {name: other, document: {password: other}, expect: fail}
"""
_WAIVERS = """\
waivers:
  - check: plain-value
    address: secrets/left.yaml
    reason: It is about to be encrypted.
    owner: "@owner"
    expires: "2020-01-01"
"""


@dataclass(frozen=True)
class World:
    """The folder with everything, and what is secret in it."""

    root: Path
    sealed: Canaries
    """Told by nobody: what was encrypted, the keys, digests over all values."""
    plain: Canaries
    """Told by no command, though they stand in files as they are: those left plain by mistake."""
    typed: dict[str, str]
    """Values that are given to commands on standard input; they are among the sealed ones."""
    recipients: dict[str, str]

    def copied(self, root: Path) -> "World":
        """Return a copy to break, at another place."""
        shutil.copytree(self.root, root, symlinks=True)
        return World(root, self.sealed, self.plain, self.typed, self.recipients)

    @property
    def repository(self) -> Repository:
        return Repository(self.root / "repo")

    def environment(self, identity: str = "ours") -> dict[str, str]:
        """Return the variables of a user with this identity; all that is kept is below root."""
        keys = self.root / "keys"
        kept = ("PATH", "LC_ALL", "TERM", "TZ", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL")
        names = [name for name in os.environ if name in kept or name.startswith("COVERAGE_")]
        return {
            **{name: os.environ[name] for name in names},
            **{f"GIT_{role}_NAME": "Ada Tester" for role in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{role}_EMAIL": "ada@example.org" for role in ("AUTHOR", "COMMITTER")},
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "XDG_CACHE_HOME": str(self.root / "home/.cache"),
            "XDG_CONFIG_HOME": str(self.root / "home/.config"),
            "XDG_DATA_HOME": str(self.root / "home/.local/share"),
            "XDG_STATE_HOME": str(self.root / "home/.local/state"),
            "XDG_RUNTIME_DIR": str(self.root / "run"),
            "PYTHONDEVMODE": "1",
            "GIT_TRACE": str(self.root / "tmp/git-trace"),
            "EDITOR": f"python3 {self.root / 'bin/editor'}",
            "SOPS_AGE_KEY_FILE": str(keys / identity),
        }


def build(root: Path) -> World:
    """Make the world; costs a dozen runs of `sops`."""
    made = _Maker(root)
    made.files()
    made.history()
    made.left_plain()
    return made.world()


class _Maker:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.sealed: dict[str, bytes] = {}
        self.wholes: dict[str, bytes] = {}
        self.plain: dict[str, bytes] = {}
        self.words: dict[str, str] = {}
        self.recipients: dict[str, str] = {}
        for folder in ("keys", "home", "tmp", "run", "bin", "out"):
            (root / folder).mkdir(parents=True, mode=0o700)
        self.repository = Repository.create(root / "repo")
        for name in ("ours", "second", "stranger"):
            identity = pyrage.x25519.Identity.generate()
            self.recipients[name] = str(identity.to_public())
            self.sealed[f"identity {name}"] = str(identity).removeprefix("AGE-SECRET-KEY-").encode()
            key = root / "keys" / name
            key.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
            key.chmod(0o600)
        self.typed = {name: self.word(f"typed {name}") for name in ("first", "second", "third")}

    def word(self, name: str) -> str:
        """Return a new secret; it is remembered by its name."""
        made = word()
        self.sealed[name] = made.encode()
        return made

    def number(self, name: str) -> int:
        made = digits()
        self.sealed[name] = str(made).encode()
        return made

    def left(self, name: str) -> str:
        """Return a secret that is left plain."""
        made = word()
        self.plain[name] = made.encode()
        return made

    def encrypted(self, path: str, text: str, *, to: str = "ours,second") -> bytes:
        """Encrypt a text as the file at `path`."""
        who = ",".join(self.recipients[name] for name in to.split(","))
        config = os.devnull if path.startswith("broken/") else str(self.root / "repo/.sops.yaml")
        chosen = ["--age", who] if config == os.devnull else []
        done = subprocess.run(
            ["sops", "--config", config, "encrypt", "--filename-override", path, *chosen],
            cwd=self.root / "repo",
            input=text.encode(),
            capture_output=True,
            check=True,
        )
        self.repository.write(path, done.stdout)
        self._data_key(path, done.stdout)
        return done.stdout

    def _data_key(self, path: str, data: bytes) -> None:
        """Remember the key that a file is encrypted with, and the digest that is its MAC."""
        text = data.decode().replace("\\n", "\n")
        start = text.index("-----BEGIN AGE")
        armour = text[start : text.index("-----END AGE", start)].splitlines()[1:]
        wrapped = base64.b64decode("".join(line.strip() for line in armour))
        ours = (self.root / "keys/ours").read_text().splitlines()[1]
        try:
            key = pyrage.decrypt(wrapped, [pyrage.x25519.Identity.from_str(ours)])
        except pyrage.DecryptError:
            return
        self.sealed[f"data key of {path}"] = key
        mac = re.search(r"mac\W+ENC\[AES256_GCM,data:(.+?),iv:(.+?),tag:(.+?),type:str\]", text)
        day = re.search(r"lastmodified\W+([0-9-]{10}T[0-9:]{8}Z)", text)
        assert mac is not None
        assert day is not None
        hidden, nonce, tag = map(base64.b64decode, mac.groups())
        told = AESGCM(key).decrypt(nonce, hidden + tag, day[1].encode())
        self.wholes[f"values of {path}"] = bytes.fromhex(told.decode())

    def files(self) -> None:
        write = self.repository.write
        write(".sops.yaml", _RULES.format_map(self.recipients))
        write("confledger.yaml", _SETTINGS)
        write("schemas/strict.json", json.dumps(_STRICT))
        write("policies.yaml", _POLICIES)
        self.words = reported.files(self.repository, self.left)
        write("waivers.yaml", _WAIVERS + reported.WAIVER.format(self.words["reason of a waiver"]))
        write("CODEOWNERS", "* @owner\n")
        write("overlays/base.yaml", "region: eu\npassword: ${PASSWORD}\n")
        write("overlays/dev.yaml", "region: eu-1\n")
        self._yaml()
        self._others()
        self._broken()
        self._plain()
        (self.root / "bin/editor").write_text(_EDITOR.format(word=self.typed["third"]))

    def _yaml(self) -> None:
        text, port, rate = (
            self.word("yaml text"),
            self.number("yaml int"),
            self.number("yaml float"),
        )
        inner, long = self.word("yaml item"), self.word("yaml lines")
        octets, comment = self.word("yaml bytes"), self.word("yaml comment")
        packed = base64.b64encode(octets.encode()).decode()
        self.encrypted(
            "secrets/app.yaml",
            f"# {comment}\ndb:\n  password: {text}\n  port: {port}\n  ratio: {rate}.5\n"
            f"  enabled: true\nlist:\n  - {inner}\n  - name: {inner}\n"
            f"key: |\n  -----BEGIN\n  {long}\n  {self.word('yaml last line')}\n"
            f"since: 2031-04-05T06:07:08Z\noctets: !!binary {packed}\n"
            f"region_unencrypted: eu-1\nempty: ''\n",
        )
        parts = [self.word(f"document {number}") for number in range(3)]
        self.encrypted("secrets/many.yaml", "---\n".join(f"password: {part}\n" for part in parts))
        data, string = self.word("kubernetes data"), self.word("kubernetes stringData")
        self.encrypted(
            "k8s/secret.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: app}\ndata:\n  password: "
            f"{base64.b64encode(data.encode()).decode()}\nstringData:\n  token: {string}\n",
        )
        suffix = self.word("overlay")
        self.encrypted("overlays/prod.yaml", f"region: eu-1\npassword_secret: {suffix}\n")

    def _others(self) -> None:
        first, port = self.word("json text"), self.number("json number")
        self.encrypted(
            "secrets/app.json",
            json.dumps({"db": {"password": first, "port": port, "on": True}}, indent=1),
        )
        first, second = self.word("dotenv"), self.word("dotenv quoted")
        self.encrypted("secrets/app.env", f"PASSWORD={first}\nURL=https://u:{second}@h\n")
        first, second = self.word("ini"), self.word("ini comment")
        self.encrypted("secrets/app.ini", f"[db]\n; {second}\npassword = {first}\n")
        whole = f"\0\1{self.word('binary')}\n{self.word('binary second line')}\n"
        self.encrypted("secrets/app.bin", whole)

    def _broken(self) -> None:
        value = self.word("stale MAC")
        text = f"password: {value}\nregion_unencrypted: eu-1\n"
        good = self.encrypted("broken/mac.yaml", text)
        self.wholes["stale MAC"] = hashlib.sha512(f"{value}eu-2".encode()).digest()
        write = self.repository.write
        write("broken/mac.yaml", good.replace(b"eu-1", b"eu-2"))
        write("broken/ciphertext.yaml", good.replace(b",iv:", b",vi:", 1))
        write("broken/syntax.yaml", good.replace(b"sops:", b"\t}sops: [", 1))
        value = self.word("no MAC")
        told = self.encrypted("broken/metadata.json", json.dumps({"password": value}))
        write("broken/metadata.json", told.replace(b'"mac"', b'"cam"'))
        value = self.word("of a stranger")
        self.encrypted("broken/stranger.yaml", f"password: {value}\n", to="stranger")
        value = self.word("vault")
        told = self.encrypted("broken/vault.yaml", f"password: {value}\n")
        vault = (
            b"sops:\n    hc_vault:\n        - vault_address: http://127.0.0.1:9\n"
            b"          engine_path: transit\n          key_name: k\n          enc: v\n"
        )
        write("broken/vault.yaml", told.replace(b"sops:\n", vault, 1))
        for path, text in (
            ("broken/cut.env", "PASSWORD={}\n"),
            ("broken/cut.ini", "[a]\nb = {}\n"),
        ):
            value = self.word(path)
            told = self.encrypted(path, text.format(value))
            write(path, told[: len(told) // 2])

    def left_plain(self) -> None:
        """Stage what should have been encrypted, and what was."""
        write = self.repository.write
        first, second, third = (
            self.left(f"left yaml {key}") for key in ("password", "user", "item")
        )
        # Neither name nor value says of `u` that it is a secret: the rule for this path does.
        write(
            "secrets/left.yaml",
            f"db:\n  password: {first}\n  u: {second}\nlist: [{third}]\nport: not{third}\n",
        )
        write("secrets/left.json", json.dumps({"password": self.left("left json")}, indent=1))
        write("secrets/left.env", f"PASSWORD={self.left('left dotenv')}\n")
        write("secrets/left.ini", f"[db]\npassword = {self.left('left ini')}\n")
        write("secrets/was.yaml", self.was)
        self.repository.git("add", "--all")

    def _plain(self) -> None:
        write = self.repository.write
        self.was = f"password: {self.left('was encrypted')}\nuser: {self.left('too')}\n"
        self.encrypted("secrets/was.yaml", self.was)
        # For `encrypt`: one that may be, and one whose values would change.
        write("new/good.yaml", f"password: {self.left('new')}\nport: 80\n")
        write("new/lossy.yaml", f"password: {self.left('lossy')}\nmode: 014\n")
        write("new/syntax.yaml", f"password: {self.left('no yaml')}\n\t}}: [\n")
        url = f"postgresql://app:{self.left('url')}@db.example/app"
        write("settings.yaml", f"url: {url}\napi_key: {self.left('api key')}\nport: 80\nport: 81\n")

    def history(self) -> None:
        repository = self.repository
        repository.commit("everything")
        repository.git("branch", "before")
        for branch, name in (("left", "first"), ("right", "second")):
            repository.git("switch", "--quiet", "--create", branch, "main")
            value = self.word(f"of branch {branch}")
            self._set("secrets/app.yaml", f'["db"]["{name}"]', value)
            self._set("secrets/app.json", '["db"]["password"]', self.word(f"conflict {branch}"))
            repository.commit(f"change of {branch}")
        repository.git("switch", "--quiet", "main")
        subprocess.run(
            ["sops", "rotate", "--in-place", "secrets/app.env"],
            cwd=repository.root,
            env={**os.environ, "SOPS_AGE_KEY_FILE": str(self.root / "keys/ours")},
            check=True,
            capture_output=True,
        )
        repository.write("overlays/dev.yaml", "region: eu-2\n")
        reported.later(repository, self.words)
        repository.commit(f"rotated password={self.words['message of a commit']}")

    def _set(self, path: str, key: str, value: str) -> None:
        subprocess.run(
            ["sops", "set", "--value-stdin", path, key],
            cwd=self.repository.root,
            env={**os.environ, "SOPS_AGE_KEY_FILE": str(self.root / "keys/ours")},
            input=json.dumps(value).encode(),
            check=True,
            capture_output=True,
        )

    def world(self) -> World:
        sealed = Canaries(self.sealed, self.wholes)
        return World(self.root, sealed, Canaries(self.plain), self.typed, self.recipients)


# Puts a secret into what it is given to edit, or breaks it.
_EDITOR = """\
import os, sys
path = sys.argv[-1]
text = open(path, encoding="utf-8").read()
if os.environ.get("EDITOR_BREAKS"):
    text += "\\t}}: ["
else:
    text = text.replace("enabled: true", "enabled: false\\n    added: {word}", 1)
open(path, "w", encoding="utf-8").write(text)
"""
