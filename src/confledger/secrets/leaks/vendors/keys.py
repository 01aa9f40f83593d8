"""Keys and credentials that belong to no provider: private keys, signed tokens, addresses."""

ROWS = (
    (
        *("private-key", "a private key", r"-----BEGIN[A-Z0-9 ]{0,40} ?PRIVATE KEY"),
        r"(-----BEGIN(?: [A-Z0-9]{1,20}){0,3} PRIVATE KEY(?: BLOCK)?-----"
        r"(?:\\[nrt]|[\s#>|/*+\"',\\-]){1,60}"
        r"(?:(?:Proc-Type|DEK-Info|Version|Comment)[^\\\n]{0,200}(?:\\[nr]|\s)+)*"
        r"(?:\\[nrt]|[\s#>|/*+\"',\\-]){0,60}"
        r"(?:[A-Za-z0-9+/=]|\\[nr/]|[\s#>|*\"',]){60,500})",
        "key-block",
    ),
    (
        *("private-key", "a private key in base64", "LS0tLS1CRUdJTi[A-Za-z0-9+/]{40}"),
        *(r"\b(LS0tLS1CRUdJTi[A-Za-z0-9+/]{80,}={0,2})", "encoded-key"),
    ),
    (
        *("putty-key", "a private key of PuTTY", "PuTTY-User-Key-File-"),
        *(r"(PuTTY-User-Key-File-[23]: [^\n]{4,60})\n(?:[^\n]*\n)+?Private-Lines", ""),
    ),
    (
        *("age-secret-key", "a secret key of age", r"AGE-SECRET-KEY-(?:PQ-)?1"),
        *(r"\b(AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{58,200})\b", "age"),
    ),
    (
        *("nix-signing-key", "a signing key of Nix", "[:][A-Za-z0-9+/]{86}=="),
        *(r"\b[\w-]+[.-][\w.-]*:([A-Za-z0-9+/]{86}==)", "not-shown"),
    ),
    (
        *("wireguard-key", "a private key of WireGuard", "(?i)private_?-?key|preshared_?-?key"),
        r"(?i:\b(?:private|preshared)_?-?key)[\"']?\s{0,4}(?:=|:)\s{0,4}[\"']?"
        r"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?:[^A-Za-z0-9+/=]|$)",
        "mixed",
    ),
    (
        *("signed-token", "a signed token (JWT)", r"eyJ[\w-]{10,}\.eyJ"),
        *(r"\b(eyJ[\w-]{14,}\.eyJ[\w-]{14,}\.[\w-]{20,})", "signed"),
    ),
    (
        *("service-account-token", "a token of a Kubernetes service account", r"\.eyJ[\w-]{10,}\."),
        *(r"\b(eyJ[\w-]{14,}\.eyJ[\w-]{14,}\.[\w-]{20,})", "service-account"),
    ),
    (
        *(
            "password-in-address",
            "a password in an address",
            r"://[^\s/:@\"'<>]{0,99}:[^\s/@]{1,199}@",
        ),
        r"\b[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s/:@\"'<>]{0,99}:([^\s/@\"'<>]{3,199})@[\w\[]",
        "password",
    ),
    (
        *("connection-string", "a password in a connection string", r"(?i);\s?(?:password|pwd)="),
        r"(?i)(?:server|data source|host|endpoint|user id|uid)=[^;\s\"'][^;\n\"']{0,200};"
        r"(?:[^;=\n\"']*=[^;\n\"']*;)*?\s?(?:password|pwd)=([^;\s\"']{4,200})",
        "password",
    ),
    (
        *("basic-auth", "a password in a header", r"(?i)basic [a-z0-9+/]{8}"),
        r"(?i:authorization[\"']?\s{0,3}[:=,]\s{0,3}[\"']?basic) ([A-Za-z0-9+/]{8,200}={0,2})"
        r"(?:[^A-Za-z0-9+/=]|$)",
        "basic",
    ),
    (
        *("bearer-token", "a token in a header", r"(?i)bearer [\w.~+/-]{16}"),
        r"(?i:authorization[\"']?\s{0,3}[:=,]\s{0,3}[\"']?bearer) ([\w.~+/-]{16,400}={0,2})",
        "drawn",
    ),
    (
        *("registry-login", "the login of a registry", r"\"auth\"\s{0,4}:\s{0,4}\"|_auth"),
        r"\"auth\"\s{0,4}:\s{0,4}\"([A-Za-z0-9+/]{8,800}={0,2})\""
        r"|\b_auth(?:Token)?\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9+/._-]{20,800}={0,2})",
        "login",
    ),
    (
        *("netrc-password", "a password of netrc", r"machine\s+\S{3,100}\s+login"),
        r"\bmachine\s{1,9}\S{3,100}\s{1,9}login\s{1,9}\S{1,100}\s{1,9}password\s{1,9}(\S{4,200})",
        "password",
    ),
    (
        *("curl-password", "a password of curl", r"curl\s[^\n]{0,300}(?:-u|--user)"),
        r"\bcurl(?:\s[^\n]{0,300}?)?\s(?:-u|--user)[ =]?[\"']?[\w.@-]{1,60}:([^\s\"':]{6,200})",
        "drawn-password",
    ),
)
