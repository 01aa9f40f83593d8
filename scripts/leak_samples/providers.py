"""Tokens as the documentation of each provider describes them, each in several kinds of files.

Nothing here is a token, or was one: each is drawn when it is asked for, and put together from
parts, so that no scanner of secrets takes this file for a leak.
"""

import base64
import json
from collections.abc import Iterator

from leak_samples.drawing import (
    BASE32,
    BASE62,
    BASE64,
    DIGITS,
    HEX,
    LOWER,
    UPPER,
    URL,
    Drawn,
    Sample,
    bech32,
    crc62,
    indented,
    pem,
    signed,
)


def samples() -> Iterator[Sample]:
    """Yield a file for each token and each kind of file that it can stand in."""
    for name, token in _tokens().items():
        for ending, text in _files(token).items():
            yield Sample("provider", name, f"deploy/app{ending}", text, planted=True)
    for name, (path, text) in _in_context().items():
        yield Sample("provider", name, path, text, planted=True)


def _files(token: str) -> dict[str, str]:
    """Return what a token is put into, under keys that say nothing of it."""
    if "\n" in token:
        return {
            ".yaml": f"files:\n  one: |\n{indented(token, '    ')}",
            ".json": json.dumps({"files": {"one": token}}),
            "": f"{token}\n",
        }
    return {
        ".yaml": f"a: 1\nb:\n  - x: {token}\n",
        ".json": json.dumps({"a": {"b": [token]}}, indent=2),
        ".toml": f'[a]\nb = "{token}"\n',
        ".env": f"A_B={token}\n",
        ".py": f'x = f("{token}")\n',
        ".sh": f"run --with {token} now\n",
        ".md": f"Then write `{token}` there.\n",
        "-comment.yaml": f"# was {token}\na: 1\n",
    }


def _tokens() -> dict[str, str]:
    """Return a token of each kind that has a form of its own."""
    d = Drawn("tokens")
    body = d.of(BASE62, 30)
    return {
        "AWS access key": "AK" + "IA" + d.of(BASE32, 16),
        "AWS temporary key": "AS" + "IA" + d.of(BASE32, 16),
        "Amazon Bedrock": "AB" + "SK" + d.of(BASE64, 128),
        "GitHub classic": "gh" + "p_" + body + crc62(body),
        "GitHub app": "gh" + "s_" + body + crc62(body),
        "GitHub OAuth": "gh" + "o_" + body + crc62(body),
        "GitHub fine-grained": "github_" + "pat_" + d.of(BASE62, 22) + "_" + d.of(BASE62, 59),
        "GitLab personal": "gl" + "pat-" + d.of(URL, 20),
        "GitLab deploy": "gl" + "dt-" + d.of(URL, 20),
        "GitLab runner": "gl" + "rt-" + d.of(URL, 20),
        "Bitbucket": "AT" + "BB" + d.of(BASE62, 24) + d.of(DIGITS + "ABCDEF", 8),
        "Atlassian": "ATATT" + "3xFfGF0" + d.of(URL, 170) + "=" + d.of(DIGITS + "ABCDEF", 8),
        "Slack bot": f"xo{'xb'}-{d.of(DIGITS, 12)}-{d.of(DIGITS, 13)}-{d.of(BASE62, 24)}",
        "Slack user": f"xo{'xp'}-{d.of(DIGITS, 12)}-{d.of(DIGITS, 13)}-{d.of(HEX, 32)}",
        "Slack webhook": "https://hooks"
        f".{'slack'}.com/services/T{d.of(UPPER, 8)}/B{d.of(UPPER, 10)}/{d.of(BASE62, 24)}",
        "Stripe secret": "sk_" + "live_" + d.of(BASE62, 99),
        "Stripe restricted": "rk_" + "live_" + d.of(BASE62, 24),
        "Google API": "AI" + "za" + d.of(URL, 34) + "x",
        "Google OAuth secret": "GOC" + "SPX-" + d.of(URL, 28),
        "Google OAuth token": "ya" + "29." + d.of(URL, 120),
        "Google service account": pem("PRIVATE " + "KEY", d),
        "Azure storage": "DefaultEndpointsProtocol=https;AccountName=a;"
        f"Account{'Key'}={d.base64(64)};EndpointSuffix=core.windows.net",
        "Azure SAS": "https://a.blob.core.windows.net/c?sv=2023-01-03&st=2026-01-01&se=2027-01-01"
        f"&sr=c&sp=rl&sig={d.base64(32).replace('+', '%2B').replace('/', '%2F')[:-1]}%3D",
        "Azure client secret": d.of(BASE62, 3) + "8Q" + "~" + d.of(URL, 34),
        "Azure service bus": "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=r;"
        f"Shared{'AccessKey'}={d.base64(32)}",
        "npm": "np" + "m_" + body + crc62(body),
        "PyPI": "pyp" + "i-AgEIcHlwaS5vcmc" + d.of(URL, 140),
        "Docker Hub": "dckr_" + "pat_" + d.of(URL, 27),
        "DigitalOcean": "dop" + "_v1_" + d.of(HEX, 64),
        "Heroku": "HRKU" + "-AA" + d.of(URL, 58),
        "SendGrid": "S" + "G." + d.of(URL, 22) + "." + d.of(URL, 43),
        "Mailgun": "ke" + "y-" + d.of(HEX, 32),
        "Mailchimp": d.of(HEX, 32) + "-" + "us14",
        "Brevo": "xkey" + "sib-" + d.of(HEX, 64) + "-" + d.of(BASE62, 16),
        "Twilio": "S" + "K" + d.of(HEX, 32),
        "Telegram": d.of("123456789", 10) + ":A" + "A" + d.of(URL, 33),
        "Discord bot": base64.b64encode(f"4{d.of(DIGITS, 17)}".encode()).decode()
        + "."
        + d.of(URL, 6)
        + "."
        + d.of(URL, 38),
        "Discord webhook": "https://discord.com/api/"
        f"{'webhooks'}/{d.of(DIGITS, 18)}/{d.of(URL, 68)}",
        "Shopify": "shp" + "at_" + d.of(HEX, 32),
        "Square": "sq0" + "csp-" + d.of(URL, 43),
        "Databricks": "da" + "pi" + d.of(HEX, 32),
        "Vault": "hv" + "s." + d.of(URL, 90),
        "Terraform Cloud": d.of(BASE62, 14) + ".atlas" + "v1." + d.of(BASE62, 67),
        "Grafana service account": "gl" + "sa_" + d.of(BASE62, 32) + "_" + d.of(HEX, 8),
        "Grafana Cloud": "gl" + "c_eyJ" + d.of(BASE62, 120),
        "New Relic": "NR" + "AK-" + d.of(UPPER + DIGITS, 27),
        "Sentry user": "sntry" + "u_" + d.of(HEX, 64),
        "Sentry organisation": "sntry" + "s_eyJ" + d.of(BASE62, 150) + "_" + d.of(URL, 43),
        "Dynatrace": "dt0" + "c01." + d.of(BASE32, 24) + "." + d.of(BASE32, 64),
        "Linear": "lin_" + "api_" + d.of(BASE62, 40),
        "Notion": "nt" + "n_" + d.of(DIGITS, 11) + d.of(BASE62, 35),
        "Airtable": "pa" + "t" + d.of(BASE62, 14) + "." + d.of(HEX, 64),
        "HubSpot": "pa" + "t-eu1-" + d.uuid(),
        "OpenAI project": "sk-" + "proj-" + d.of(URL, 74) + "T3Blbk" + "FJ" + d.of(URL, 74),
        "OpenAI": "sk" + "-" + d.of(BASE62, 20) + "T3Blbk" + "FJ" + d.of(BASE62, 20),
        "Anthropic": "sk-" + "ant-api03-" + d.of(URL, 93) + "AA",
        "Hugging Face": "h" + "f_" + d.of(UPPER + LOWER, 34),
        "Replicate": "r" + "8_" + d.of(BASE62, 37),
        "Groq": "gs" + "k_" + d.of(BASE62, 52),
        "OpenRouter": "sk-" + "or-v1-" + d.of(HEX, 64),
        "Postman": "PM" + "AK-" + d.of(HEX, 24) + "-" + d.of(HEX, 34),
        "Doppler": "dp" + ".pt." + d.of(BASE62, 43),
        "1Password": "op" + "s_eyJ" + d.of(BASE62, 320),
        "RubyGems": "ruby" + "gems_" + d.of(HEX, 48),
        "NuGet": "oy" + "2" + d.of(LOWER + "234567", 43),
        "crates.io": "ci" + "o" + d.of(BASE62, 32),
        "Confluent": "cf" + "lt" + d.of(BASE64, 60),
        "PlanetScale": "pscale_" + "tkn_" + d.of(BASE62, 43),
        "Supabase": "sb" + "p_" + d.of(HEX, 40),
        "Neon": "na" + "pi_" + d.of(LOWER + DIGITS, 64),
        "Tailscale": "ts" + "key-auth-" + d.of(BASE62, 16) + "-" + d.of(BASE62, 32),
        "Pulumi": "pu" + "l-" + d.of(HEX, 40),
        "Sonar": "sq" + "p_" + d.of(HEX, 40),
        "CircleCI": "CCI" + "PAT_" + d.of(BASE62, 22) + "_" + d.of(HEX, 40),
        "Figma": "fig" + "d_" + d.of(URL, 40),
        "Artifactory": "AK" + "Cp" + d.of(BASE62, 69),
        "Fly.io": "fo" + "1_" + d.of(URL, 43),
        "Netlify": "nf" + "p_" + d.of(BASE62, 40),
        "age": bech32("age-secret-" + "key-", d).upper(),
        "RSA key": pem("RSA PRIVATE " + "KEY", d),
        "OpenSSH key": pem("OPENSSH PRIVATE " + "KEY", d, 300),
        "EC key": pem("EC PRIVATE " + "KEY", d, 121),
        "PGP key": pem("PGP PRIVATE " + "KEY BLOCK", d).replace("-----\n", "-----\n\n", 1),
        "signed token": signed({"iss": "https://login.shop", "sub": "u4711", "exp": 1790000000}, d),
        "service account token": signed(
            {"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:a:b"}, d
        ),
        "password in an address": f"postgres://app:{d.of(BASE62, 14)}@db.internal:5432/app",
        "key in base64": base64.b64encode(pem("RSA PRIVATE " + "KEY", d).encode()).decode(),
    }


def _in_context() -> dict[str, tuple[str, str]]:
    """Return files with tokens that only what stands around them gives away."""
    d = Drawn("context")
    secret = d.of(BASE64, 40)
    login = base64.b64encode(f"robot:{d.of(BASE62, 20)}".encode()).decode()
    key = base64.b64encode(d.bytes(31) + b"\x40").decode()
    putty = "PuTTY-User-Key-" + "File-3: ssh-ed25519\nEncryption: none\nComment: a\n"
    return {
        "AWS secret key": ("aws/credentials", f"[default]\naws_secret_access_key = {secret}\n"),
        "AWS secret key in JSON": ("a.json", json.dumps({"awsSecretAccessKey": secret})),
        "AWS secret key in Python": ("a.py", f'AWS_SECRET_ACCESS_KEY = "{secret}"\n'),
        "Cloudflare": ("a.env", f"CLOUDFLARE_API_TOKEN={d.of(URL, 40)}\n"),
        "Fastly": ("a.yaml", f"fastly_api_token: {d.of(URL, 32)}\n"),
        "Datadog": ("a.yaml", f"datadog:\n  api_key: {d.of(HEX, 32)}\n"),
        "Datadog in text": ("run.sh", f"export DD_API_KEY={d.of(HEX, 32)}\n"),
        "Okta": ("a.toml", f'okta_api_token = "00{d.of(URL, 40)}"\n'),
        "InfluxDB": ("a.env", f"INFLUX_TOKEN={d.base64(64)}\n"),
        "Snyk": ("ci.sh", f"export SNYK_TOKEN={d.uuid()}\n"),
        "WireGuard": ("wg0.conf", "[Interface]\nPrivate" + f"Key = {key}\nListenPort = 51820\n"),
        "SQL Server": (
            "appsettings.json",
            json.dumps({"Db": f"Server=db;Database=a;User Id=sa;Password={d.of(BASE62, 12)};"}),
        ),
        "Nix": ("k/cache.sec", f"cache.shop-1:{d.base64(64)}\n"),
        "basic header": ("a.sh", f"curl -H 'Authorization: Basic {login}' https://a.internal\n"),
        "bearer header": ("a.http", f"Authorization: Bearer {d.of(BASE62, 40)}\n"),
        "registry login": (
            ".docker/config.json",
            json.dumps({"auths": {"registry.internal": {"auth": login}}}),
        ),
        "npmrc": (".npmrc", f"//registry.internal/:_authToken={d.of(BASE62, 36)}\n"),
        "netrc": (".netrc", f"machine git.internal login ada password {d.of(BASE62, 18)}\n"),
        "curl": ("a.sh", f"curl -u ada:{d.of(BASE62, 16)} https://a.internal\n"),
        "PuTTY": (
            "key.ppk",
            f"{putty}Public-Lines: 1\n{d.base64(48)}\nPrivate" + f"-Lines: 1\n{d.base64(48)}\n",
        ),
    }
