"""What is a secret is neither shown nor stored, and what is none is."""

import base64
from pathlib import Path

import pytest

from confledger.changes.leaves import leaves
from confledger.documents.load import load
from confledger.ledger.redacted import hides
from confledger.secrets.redaction import Redaction
from ledgering import ledger
from support import Repository

TOKEN = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJx"
PLAIN = "hunter2-Xq7!canary"
B64 = base64.b64encode(b"canary-in-base64-Xq7").decode()
PLANTED = {
    "sops.yaml": "password: ENC[AES256_GCM,data:canary0,iv:x,tag:y,type:str]\n"
    "sops:\n  mac: ENC[AES256_GCM,data:canary1,iv:x,tag:y,type:str]\n",
    "secret.yaml": f"kind: Secret\nmetadata: {{name: s}}\ndata: {{a: {B64}}}\n"
    f"stringData:\n  b: {PLAIN}\n  c: |\n    x\n    {PLAIN}\n",
    "unnamed.yaml": f"kind: Secret\nmetadata: {{generateName: s-}}\nstringData: {{b: {PLAIN}}}\n",
    "list.yaml": "kind: List\nitems:\n- kind: Secret\n  metadata: {name: s}\n"
    f"  data: {{a: {B64}}}\n",
    "chart.yaml": f"extra:\n- kind: Secret\n  stringData: {{x: {PLAIN}}}\n",
    "kustomization.yaml": f"secretGenerator:\n- name: g\n  literals: [A={PLAIN}, B=x{PLAIN}]\n",
    "keys.yaml": f"db: {{password: {PLAIN}, pin_password: 99031}}\napiKey: {B64}\n",
    "form.yaml": f"note: 'see {TOKEN} here'\nitems: [{TOKEN}, other]\nmap: {{{TOKEN}: 1}}\n"
    f"named: [{{name: {TOKEN}, v: 1}}, {{name: b, v: 2}}]\n",
    "env.yaml": f"env:\n- {{name: DB_PASSWORD, value: {PLAIN}}}\n- {{name: A, value: b}}\n",
    "args.yaml": f"one: [--password={PLAIN}, -v]\ntwo: [--password, {PLAIN}, -v]\n",
    "lists.yaml": f"passwords: [{PLAIN}, x{PLAIN}]\ntokens: [{B64}]\n",
    "text.yaml": f"config: |\n  user: x\n  password: {PLAIN}\n",
    "a.json": f'{{"password": "{PLAIN}", "list": ["{TOKEN}"]}}',
    "b.toml": f'password = "{PLAIN}"\n[x]\ntoken = "{TOKEN}"\n',
    ".env": f"DB_PASSWORD={PLAIN}\nTOKEN={TOKEN}\n",
    "c.ini": f"[db]\npassword = {PLAIN}\n",
    "d.properties": f"db.password={PLAIN}\n",
    "odd.yaml": f"a: [password: {PLAIN}\n",
}
WORDS = ("canary", TOKEN[4:], B64, "99031", base64.b64encode(PLAIN.encode()).decode()[:20])


def test_nothing_secret_is_in_the_files_of_a_ledger(repository: Repository, tmp_path: Path) -> None:
    for path, text in PLANTED.items():
        repository.write(path, text)
    repository.commit("plant")
    for path, text in PLANTED.items():
        repository.write(path, text.replace("canary", "CANARY") + "# again\n" * (path[-1] == "l"))
    repository.commit(f"use {TOKEN}")
    folder = tmp_path / "ledger"
    with ledger(repository.root, folder=folder) as store:
        assert store.connection.execute("SELECT count(*) FROM changes").fetchone()[0] > 60
        held = b"".join(one.read_bytes() for one in sorted(folder.iterdir()))
    assert [word for word in WORDS if word.lower().encode() in held.lower()] == []


OPEN = f"""\
kind: Deployment
metadata: {{name: web, annotations: {{checksum/config: {"0123456789abcdef" * 4}}}}}
spec:
  image: ghcr.io/acme/web:v1.2.3@sha256:{"0123456789abcdef" * 4}
  digest: sha256:{"fedcba9876543210" * 4}
  secretName: web-tls
  existingSecret: grafana-admin
  secretKey: GRAFANA_ADMIN_PASS
  tokenTTL: 3600
  password: ${{DB_PASSWORD}}
  token: ${{{{ secrets.GITHUB_TOKEN }}}}
  APPLICATION_CREDENTIALS: /vault/userconfig/creds.json
  imagePullSecrets: [{{name: registry}}]
  secrets: [web-tls, other-tls]
  passwordPolicy: strict
  publicKey: ssh-ed25519
"""


def test_what_only_sounds_like_a_secret_is_shown() -> None:
    documents = load(OPEN.encode(), "yaml").documents
    found = leaves(documents)
    assert [key for key, text in found.items() if hides(key, text, found)] == []
    assert "Deployment/web#/spec/secrets/[=web-tls]" in found


@pytest.mark.parametrize("path", [one for one in PLANTED if one not in ("odd.yaml", ".env")])
def test_the_diff_and_the_ledger_hide_the_same(path: str) -> None:
    dialect = {"json": "json", "toml": "toml", "ini": "ini", "properties": "properties"}
    kind = dialect.get(path.rpartition(".")[2], "yaml")
    documents = load(PLANTED[path].encode(), kind).documents
    found = leaves(documents)
    by_ledger = sum(hides(key, text, found) for key, text in found.items())

    def count(value: object, at: tuple[str | int, ...]) -> int:
        if isinstance(value, dict):
            inner = [(item, (*at, key)) for key, item in value.items() if key != "mac"]
            return sum(count(*one) for one in inner)
        if isinstance(value, list):
            return sum(count(item, (*at, number)) for number, item in enumerate(value))
        return int(redaction.hides(at, value))

    by_diff = 0
    for document in documents:
        redaction = Redaction(document)
        by_diff += count(document, ())
    assert (by_diff, by_diff > 0) == (by_ledger, True)
