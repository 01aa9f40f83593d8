"""What looks like a secret and is none: drawn values that are public, placeholders, references."""

import base64
import json
from collections.abc import Iterator

from leak_samples.drawing import BASE62, BASE64, DIGITS, HEX, LOWER, URL, Drawn, Sample, pem

_D = Drawn("look-alikes")
_UUID = _D.uuid()
_SHA1, _SHA256 = _D.of(HEX, 40), _D.of(HEX, 64)
_ENC = f"ENC[AES256_GCM,data:{_D.base64(24)},iv:{_D.base64(32)},tag:{_D.base64(16)},type:str]"


def samples() -> Iterator[Sample]:
    """Yield each look-alike as a file."""
    for kind, lines in _lines().items():
        for number, (path, line) in enumerate(lines):
            yield Sample(kind, f"{kind} {number}", path, f"{line}\n", planted=False)
    for kind, files in _files().items():
        for number, (path, text) in enumerate(files):
            yield Sample(kind, f"{kind} {number}", path, text, planted=False)


def _lines() -> dict[str, list[tuple[str, str]]]:
    """Return look-alikes of one line, by their kind."""
    yaml = "config/a.yaml"
    references = (
        *("${DB_PASSWORD}", "$DB_PASSWORD", "'{{ .Values.password }}'", "$(cat /run/secrets/db)"),
        *("'%(password)s'", "op://vault/item/password", "vault:secret/data/db#password"),
        *("ref+vault://secret/db#/password", "!vault secret/db:password", "${{ secrets.TOKEN }}"),
        *("arn:aws:secretsmanager:eu-west-1:123:secret:db", "ssm:/app/db/password", "<password>"),
        *("/run/secrets/db_password", "'@DB_PASSWORD@'", "'#{db_password}'", "env:DB_PASSWORD"),
        *("'%DB_PASSWORD%'", "gcp:projects/a/secrets/b", "file:///etc/token", "'<%= password %>'"),
        *("awssm:prod/db", "sops:db.password", "doppler:DB_PASSWORD", "keyring:db"),
    )
    placeholders = (
        *("changeme", "CHANGE_ME", "change-me-please", "xxxxxxxx", "'********'", "your-password"),
        *("REPLACE_WITH_PASSWORD", "placeholder", "redacted", "example", "dummy", "TODO", "none"),
        *("'null'", "'true'", "insert-here", "my-password", "fixme", "sample-password", "'...'"),
        *("<your password>", "not-a-secret", "fake-password", "1234567890", "password", "secret"),
    )
    names = (
        *("secretName: db-credentials", "passwordSecretRef: {name: db, key: password}"),
        *("existingSecret: grafana-admin", "password_policy: strict", "tokenUrl: /oauth/token"),
        *("passwordFile: db-password.txt", "max_tokens: 4096", "secret: github-webhook-token"),
        *("keyboard: us", "compass: north-by-north-west-1", "bypass: internal-networks-2"),
        *("tokenizer: bert-base-uncased-v2", "secretKeyRef: {name: db, key: password}"),
        *("author: ada", "passwordSecretKey: password", "tokenReview: {apiVersion: v1}"),
        *("password: the password of the user", "token: write", "secrets: inherit"),
        *("keyId: abcdef-12-prod", "accessKeyId: ''", "monkey: kong-1981-arcade", "pass: ok"),
        *("topologyKey: kubernetes.io/hostname", "token_type: bearer", "pwd: /srv/app"),
    )
    hashes = (
        *(f"sha: {_SHA1}", f"digest: sha256:{_SHA256}", f"image: a/b@sha256:{_SHA256}"),
        *(f"checksum: {_SHA256}", f"rev: {_SHA1}", f"uid: {_UUID}", f"id: {_UUID}"),
        *(f"integrity: sha512-{_D.base64(64)}", f"resourceVersion: '{_D.of(DIGITS, 9)}'"),
        *(f"etag: {_D.of(HEX, 32)}", f"nonce: {_D.of(BASE62, 24)}", f"hash: {_D.base64(32)}"),
        *(f"narHash: sha256-{_D.base64(32)}", f"commit: {_SHA1}", f"traceId: {_D.of(HEX, 32)}"),
        *(f"cacheKey: {_SHA256}", f"password_hash: {_D.of(HEX, 64)}", f"kid: {_D.of(URL, 32)}"),
        *(f"password: $2b$12${_D.of(BASE62, 53)}", f"password: $6$saltsalt${_D.of(BASE62, 86)}"),
        *(f"password: '{{SSHA}}{_D.base64(24)}'", f"hashedPassword: $y$j9T${_D.of(BASE62, 40)}"),
        *(f"password: pbkdf2_sha256$600000${_D.of(BASE62, 22)}${_D.base64(32)}",),
    )
    public = (
        *(f"public_key: {_D.base64(32)}", f"ssh_key: ssh-ed25519 {_D.base64(51)} ada@a"),
        *(f"recipient: age1{_D.of(LOWER + '234567', 58)}", f"publicKey: {_D.of(BASE64, 43)}="),
        *(f"peer: {{PublicKey: {_D.of(BASE64, 43)}=}}", f"site_key: 6L{_D.of(URL, 38)}"),
        *(f"fingerprint: SHA256:{_D.of(BASE64, 43)}", f"gpg: {_D.of('0123456789ABCDEF', 40)}"),
        *(f"stripe: pk_live_{_D.of(BASE62, 24)}", f"sentry: https://{_D.of(HEX, 32)}@o1.ingest/2"),
        *(f"gtm: GTM-{_D.of('ABCDEFGHKLM2345', 7)}", f"host_key: {_D.of(BASE64, 68)}"),
        *(f"caBundle: {base64.b64encode(pem('CERTIFICATE', _D).encode()).decode()}",),
    )
    shown = "AK" + "IA" + "IOSFODNN7EXAMPLE"
    examples = (
        *(("a.yaml", f"id: {shown}"), ("a.yaml", "token: gh" + "p_" + "x" * 36)),
        *(("docs/a.md", "gh" + "p_" + _D.of(BASE62, 36)), ("a.sh", "xo" + "xb-your-token-here")),
        *(("a.yaml", "key: AI" + "za" + "S" * 35), ("a.yaml", "k: sk_" + "live_" + "0" * 24)),
        *(("a.py", 'password = "password"'), ("a.py", "password = get_password()")),
        *(("a.py", "token = os.environ['API_TOKEN']"), ("a.js", "const token = req.query.token2")),
        *(("a.go", 'password := "secret"'), ("a.go", "cfg.Password = opts.Password1")),
        *(("tests/test_a.py", 'password = "hunter22"'), ("spec/a_spec.rb", "password: 'foobar1'")),
        *(("examples/a.env", "DB_PASSWORD=postgres1"), ("a.env.example", "DB_PASSWORD=geheim1")),
        *(("README.md", "Set `password: geheim1` there."), ("a.sh", "PASSWORD=$1")),
        *(("a.sh", 'PASSWORD="$(pass show db)"'), ("a.sh", "read -rsp 'Password: ' password")),
        *(("Makefile", "TOKEN ?= $(shell cat token)"), ("a.tf", "password = var.db_password1")),
        *(("a.tf", "token = data.vault_secret.a.data2"), ("a.nix", "passwordFile = ./a.age;")),
        *(("a.ts", "password: string | null"), ("a.ts", "const PASSWORD_KEY = 'password_key'")),
        *(("a.html", '<input type="password" name="password1">'), ("a.c", "#define KEY 0x1234")),
        *(("a.sql", "ALTER USER a PASSWORD NULL"), ("locales/de.yaml", "password: Passwort1")),
        *(("nginx.conf", "proxy_pass http://127.0.0.1:3000;"), ("a.nix", 'proxyPass = "a:80";')),
        *(("a.yaml", "url: postgres://app:${PASSWORD}@db/app"), ("a.py", "url = 'http://u:p@h'")),
        *(("a.yaml", "url: amqp://guest:guest@mq"), ("a.yaml", "url: https://a:8080/@b")),
        *(("a.yaml", "url: postgres://app:changeme@db/a"), ("a.md", "https://user:password@host")),
        *(("a.ps1", "$password = Read-Host -AsSecureString"), ("a.rb", "token: token2,")),
    )
    return {
        "reference": [(yaml, f"password: {one}") for one in references],
        "placeholder": [(yaml, f"password: {one}") for one in placeholders],
        "only a name": [(yaml, one) for one in names],
        "hash or identifier": [(yaml, one) for one in hashes],
        "public": [(yaml, one) for one in public],
        "example": list(examples),
    }


def _files() -> dict[str, list[tuple[str, str]]]:
    """Return look-alikes of several lines, by their kind."""
    icon = base64.b64encode(b"\x89PNG\r\n" + _D.bytes(900)).decode()
    sops = (
        f"password: {_ENC}\nsops:\n  age:\n    - recipient: age1{_D.of(LOWER + '234567', 58)}\n"
        "      enc: |\n        -----BEGIN AGE ENCRYPTED FILE-----\n"
        f"        {_D.base64(48)}\n        -----END AGE ENCRYPTED FILE-----\n"
        f"  lastmodified: '2026-01-02T03:04:05Z'\n  mac: {_ENC}\n  version: 3.11.0\n"
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {
            "password": {"type": "string", "minLength": 12, "description": "Of the database."},
            "token": {"type": "string", "pattern": "^[A-Za-z0-9]{32}$"},
        },
        "required": ["password"],
    }
    dashboard = {
        "uid": _D.of(BASE62, 14),
        "panels": [{"datasource": {"uid": f"P{_D.of('0123456789ABCDEF', 16)}"}, "id": 1}],
        "templating": {"list": [{"name": "token", "query": "label_values(token)"}]},
    }
    jwt = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
        for one in ({"alg": "HS256", "typ": "JWT"}, {"sub": "1234567890", "name": "John Doe"})
    ]
    return {
        "encrypted with SOPS": [
            ("a/secrets.yaml", sops),
            ("a/k.yaml", f"apiVersion: v1\nkind: Secret\nstringData:\n  a: {_ENC}\n"),
            ("a/s.json", json.dumps({"password": _ENC, "sops": {"mac": _ENC}}, indent=1)),
            ("a/.env", f"DB_PASSWORD={_ENC}\nsops_mac={_ENC}\nsops_version=3.11.0\n"),
            ("a/a.ini", f"[db]\npassword = {_ENC}\n[sops]\nmac = {_ENC}\n"),
            ("a/b.tpl", f"password = {_ENC}\n"),
            (
                "a/vault.yaml",
                "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n"
                f"  {_D.of(HEX, 80)}\n  {_D.of(HEX, 80)}\n",
            ),
        ],
        "sealed or kept elsewhere": [
            (
                "k/a.yaml",
                "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n"
                f"    password: Ag{_D.of(BASE64, 300)}\n",
            ),
            (
                "k/b.yaml",
                "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nspec:\n  data:\n"
                "    - secretKey: password\n      remoteRef: {key: prod-db-0815, property: pw}\n",
            ),
            (
                "k/c.yaml",
                "env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n"
                "        name: db-4711\n        key: password\n",
            ),
            ("k/d.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: Opaque\n"),
            ("k/e.yaml", "apiVersion: v1\nkind: Secret\nstringData: {a: '${A}'}\n"),
            (
                "k/f.yaml",
                "apiVersion: v1\nkind: Secret\ndata:\n"
                f"  a: {base64.b64encode(b'${SECRET_A}').decode()}\n",
            ),
            ("k/g.yaml", "valuesFrom:\n  - kind: Secret\n    name: app-values-1\n    data: x\n"),
            (
                "k/h.yaml",
                "generatorOptions: {}\nsecretGenerator:\n  - name: a\n    envs: [a.env]\n",
            ),
        ],
        "lock file": [
            ("package-lock.json", json.dumps({"a": {"integrity": f"sha512-{_D.base64(64)}"}})),
            ("poetry.lock", f'[[package]]\nfiles = [{{hash = "sha256:{_SHA256}"}}]\n'),
            ("flake.lock", json.dumps({"nodes": {"a": {"narHash": f"sha256-{_D.base64(32)}"}}})),
            ("go.sum", f"example.org/token v1.2.3 h1:{_D.base64(32)}\n"),
            ("Cargo.lock", f'[[package]]\nname = "secret"\nchecksum = "{_SHA256}"\n'),
            ("yarn.lock", f'token@^1:\n  resolved "https://r/token.tgz#{_SHA1}"\n'),
        ],
        "certificate or icon": [
            ("a/ca.pem", pem("CERTIFICATE", _D)),
            ("a/a.yaml", f"ca: |\n  {pem('CERTIFICATE', _D).replace(chr(10), chr(10) + '  ')}\n"),
            ("a/pub.pem", pem("PUBLIC KEY", _D)),
            ("a/b.yaml", f"icon: data:image/png;base64,{icon}\n"),
            ("a/a.css", f"a {{ background: url(data:image/png;base64,{icon}) }}\n"),
            ("a/c.json", json.dumps({"iconData": icon})),
            ("docs/key.md", "-----BEGIN RSA PRIVATE " + "KEY-----\n...\n-----END-----\n"),
            ("a/known_hosts", f"github.com ssh-rsa {_D.base64(270)}\n"),
        ],
        "schema or dashboard": [
            ("a/app.schema.json", json.dumps(schema, indent=2)),
            (
                "a/openapi.yaml",
                "properties:\n  password:\n    type: string\n    format: password\n",
            ),
            ("a/dashboard.json", json.dumps(dashboard)),
            (
                "a/crd.yaml",
                "token:\n  description: The token of the service, read from a Secret.\n"
                "  properties:\n    key:\n      type: string\n",
            ),
            ("web/locales/de.json", json.dumps({"password": "Kennwort1!", "token": "Marke"})),
            ("i18n/fr.properties", "login.password=Mot de passe\nlogin.token=Jeton-2\n"),
        ],
        "example of a token": [
            ("a/jwt.md", f"{'.'.join(jwt)}.{_D.of(URL, 43)}\n"),
            ("a/anon.yaml", f"key: {_anon()}\n"),
            ("tests/data.yaml", "database:\n  password: secret1\n"),
            ("a/b.md", "The token begins with `gh" + "p_` and has 36 characters more.\n"),
            ("a/.npmrc", "//registry.example.org/:_authToken=${NPM_TOKEN}\n"),
            ("a/a.sh", "curl -u user:password https://a\ncurl -u $USER:$PASSWORD https://a\n"),
            ("a/c.sh", "curl -H 'Authorization: Bearer ${TOKEN}' https://a\n"),
            ("a/d.yaml", "auth: Basic <base64 of user:password>\n"),
        ],
    }


def _anon() -> str:
    """Return a signed token that its service gives to everybody."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "role": "anon", "exp": 1})
    made = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in parts]
    return ".".join([*(one.rstrip("=") for one in made), _D.of(URL, 43)])
