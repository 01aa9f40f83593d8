"""Secrets that have no form of their own: what their key is called gives them away."""

import base64
import json
from collections.abc import Iterator

from leak_samples.drawing import BASE62, HEX, Drawn, Sample

_PASSWORDS = ("password", "dbPassword", "DB_PASS", "admin_pwd", "smtp-password", "passphrase")
_TOKENS = (
    *("api_key", "apiKey", "client_secret", "clientSecret", "access_token", "AUTH_TOKEN"),
    *("secret_key", "SECRET_KEY_BASE", "encryption-key", "jwt_secret", "webhookSecret"),
    *("signing_key", "private_token"),
)


def samples() -> Iterator[Sample]:
    """Yield each key in each dialect, and the shapes that only some formats have."""
    for key in (*_PASSWORDS, *_TOKENS):
        d = Drawn(key)
        value = d.password() if key in _PASSWORDS else d.of(BASE62, 32)
        if key in ("api_key", "encryption-key"):
            value = d.of(HEX, 40)
        for path, text in _dialects(key, value).items():
            yield Sample("key", f"{key} in {path}", path, text, planted=True)
    for name, (path, text) in _shapes().items():
        yield Sample("shape", name, path, text, planted=True)


def _dialects(key: str, value: str) -> dict[str, str]:
    flat = key.replace("-", "_")
    return {
        "a.yaml": f"app:\n  {key}: {value}\n",
        "b.yaml": f'app: {{"{key}": "{value}", other: 1}}\n',
        "a.json": json.dumps({"app": {key: value}}, indent=2),
        "a.toml": f'[app]\n{key} = "{value}"\n',
        "a.ini": f"[app]\n{key} = {value}\n",
        ".env": f"{flat}={value}\n",
        "a.properties": f"app.{key}={value}\n",
        "a.conf": f"app {{\n  {key} = {value}\n}}\n",
        "a.py": f'{flat} = "{value}"\n',
        "a.tf": f'resource "a" "b" {{\n  {flat} = "{value}"\n}}\n',
        "a.js": f"const o = {{ {flat}: '{value}' }};\n",
        "run.sh": f'export {flat}="{value}"\n',
        "a.xml": f"<app><{flat}>{value}</{flat}></app>\n",
    }


def _shapes() -> dict[str, tuple[str, str]]:
    """Return files in which the key is not right before the value."""
    d = Drawn("shapes")
    p = [d.password() for _ in range(20)]
    encoded = base64.b64encode(p[0].encode()).decode()
    secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n"
    return {
        "Secret with data": ("k/a.yaml", f"{secret}data:\n  user: {encoded}\n"),
        "Secret with stringData": ("k/b.yaml", f"{secret}stringData:\n  anything: {p[1]}\n"),
        "Secret in a list": (
            "k/c.json",
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "List",
                    "items": [{"apiVersion": "v1", "kind": "Secret", "data": {"a": encoded}}],
                }
            ),
        ),
        "second document": ("k/d.yaml", f"a: 1\n---\n{secret}stringData: {{a: {p[2]}}}\n"),
        "variable of a container": (
            "k/e.yaml",
            f"env:\n  - name: DB_PASSWORD\n    value: {p[3]}\n",
        ),
        "variable, the value first": (
            "k/f.yaml",
            f"env:\n  - value: {p[4]}\n    name: DB_PASSWORD\n",
        ),
        "environment of compose": (
            "docker-compose.yaml",
            f"services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD={p[5]}\n",
        ),
        "default of a map": ("a/vars.yaml", f"password:\n  default: {p[6]}\n"),
        "anchor": ("a/b.yaml", f"x: &pw {p[7]}\npassword: *pw\n"),
        "people's password": ("a/c.yaml", f"database:\n  password: {d.words()}\n"),
        "number as a password": ("a/d.yaml", "database:\n  password: 48151623\n"),
        "script in a ConfigMap": (
            "k/g.yaml",
            "kind: ConfigMap\ndata:\n  run.sh: |\n"
            f"    set -e\n    export PGPASSWORD={p[8]}\n    psql\n",
        ),
        "properties in a ConfigMap": (
            "k/h.yaml",
            f"kind: ConfigMap\ndata:\n  app.properties: |\n    a=1\n    db.password={p[9]}\n",
        ),
        "Helm template": (
            "chart/templates/a.yaml",
            f"{{{{- if .Values.on }}}}\na:\n  password: {p[10]}\n{{{{- end }}}}\n",
        ),
        "comment in YAML": ("a/e.yaml", f"# password: {p[11]}\na: 1\n"),
        "comment in a program": ("a/f.go", f"// password = {p[12]}\nx := 1\n"),
        "option of a program": ("a/g.sh", f"mysql --user ada --password={p[13]} db\n"),
        "Dockerfile": ("Dockerfile", f"FROM a\nENV DB_PASSWORD={p[14]}\n"),
        "Nix": ("a/h.nix", f'{{ services.a.password = "{p[15]}"; }}\n'),
        "tfvars": ("a/prod.tfvars", f'db_password = "{p[16]}"\n'),
        "environment in Python": ("a/i.py", f'os.environ["DB_PASSWORD"] = "{p[17]}"\n'),
        "ruby": ("a/j.rb", f"config.password => '{p[18]}'\n"),
        "settings of Maven": ("settings.xml", f"<server><password>{p[19]}</password></server>\n"),
        "plain leaf in a SOPS file": (
            "secrets.yaml",
            f"password: {d.password()}\nuser: ENC[AES256_GCM,data:aaaa,iv:bb=,tag:cc=,type:str]\n"
            "sops:\n  mac: ENC[AES256_GCM,data:aaaa,iv:bb=,tag:cc=,type:str]\n  version: 3.9.0\n",
        ),
        "UTF-8 with a mark": ("a/k.yaml", f"\ufeffpassword: {d.password()}\n"),
        "Windows lines": ("a/l.ini", f"[a]\r\npassword = {d.password()}\r\n"),
        "example that is none": ("docs/a.md", f"Log in with password: {d.of(BASE62, 24)}\n"),
        "copy of a file": ("a/m.env.bak", f"DB_PASSWORD={d.password()}\n"),
    }
