"""Keys and tokens of cloud providers and of where things run."""

ROWS = (
    (
        *("aws-access-key", "an access key of AWS", "A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}"),
        *(r"\b(A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16})\b", "varied"),
    ),
    (
        *("aws-secret-key", "a secret key of AWS", "(?i)secret_?-?(?:access)?_?-?key"),
        r"(?i)aws[\w.-]{0,30}secret_?-?(?:access)?_?-?key(?:_?id)?[\"']?\s{0,4}(?:=|:|:=|=>)\s{0,4}"
        r"[\"']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)",
        "mixed",
    ),
    (
        *("aws-bedrock-key", "a key of Amazon Bedrock", "ABSK[A-Za-z0-9+/]{100}"),
        *(r"\b(ABSK[A-Za-z0-9+/]{109,269}={0,2})", "mixed"),
    ),
    (
        *("amazon-mws-token", "a token of Amazon MWS", r"amzn\.mws\."),
        *(r"amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "varied"),
    ),
    (
        *("google-api-key", "an API key of Google", "AIza[A-Za-z0-9_-]{35}"),
        *(r"\b(AIza[A-Za-z0-9_-]{35})(?:[^A-Za-z0-9_-]|$)", "mixed"),
    ),
    (
        *("google-oauth-secret", "a client secret of Google", "GOCSPX-"),
        *(r"\bGOCSPX-[A-Za-z0-9_-]{28}", "mixed"),
    ),
    (
        *("google-oauth-token", "an access token of Google", r"ya29\."),
        *(r"\bya29\.[A-Za-z0-9_-]{30,1000}", "mixed"),
    ),
    (
        *("google-refresh-token", "a refresh token of Google", "1//0"),
        *(r"\b1//0[A-Za-z0-9_-]{40,200}", "mixed"),
    ),
    (
        *("azure-storage-key", "an account key of Azure Storage", "AccountKey=|\\+ASt"),
        r"AccountKey=([A-Za-z0-9+/]{86}==)|\b([A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==)",
        "mixed",
    ),
    (
        *("azure-shared-access-key", "a shared access key of Azure", "SharedAccessKey="),
        *("SharedAccessKey=([A-Za-z0-9+/]{43}=)", "mixed"),
    ),
    (
        *("azure-sas", "a shared access signature of Azure", r"sv=20\d\d-"),
        r"\bsv=20\d\d-\d\d-\d\d&[^\s\"']{0,400}\bsig=([A-Za-z0-9%/+]{40,90}(?:=|%3[dD]))",
        "mixed",
    ),
    (
        *("azure-client-secret", "a client secret of Azure", r"[0-9]Q~"),
        *(r"(?:^|[^\w.~-])([A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{31,34})", "mixed"),
    ),
    (
        *("azure-devops-token", "a token of Azure DevOps", "AZDO"),
        *(r"\b([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})\b", "mixed"),
    ),
    (
        *("alibaba-access-key", "an access key of Alibaba Cloud", "LTAI[A-Za-z0-9]{12}"),
        *(r"\b(LTAI[A-Za-z0-9]{12,26})\b", "mixed"),
    ),
    (
        *("digitalocean-token", "a token of DigitalOcean", "do[opr]_v1_"),
        *(r"\b(do[opr]_v1_[a-f0-9]{64})\b", "varied"),
    ),
    (
        *("heroku-key", "an API key of Heroku", "HRKU-"),
        *(r"\b(HRKU-AA[A-Za-z0-9_-]{58})", "mixed"),
    ),
    (
        *("fly-token", "a token of Fly.io", "fo1_|fm[12][ra]?_"),
        *(r"\b(fo1_[\w-]{43}|fm[12][ra]?_[A-Za-z0-9+/=_-]{100,})", "mixed"),
    ),
    (
        *("cloudflare-token", "a token of Cloudflare", "(?i)cloudflare|cf_api|cf-api"),
        r"(?i)(?:cloudflare|\bcf[_-]api)[\w.-]{0,30}(?:token|key)[\"']?\s{0,4}(?:=|:|:=)\s{0,4}"
        r"[\"']?([a-z0-9_-]{40}|[a-f0-9]{37})(?:[^\w-]|$)",
        "digits",
    ),
    (
        *("cloudflare-origin-key", "an origin key of Cloudflare", r"v1\.0-[a-f0-9]{24}-"),
        *(r"\b(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})\b", "varied"),
    ),
    (
        *("cloudflare-tunnel-token", "a token of a Cloudflare tunnel", "eyJhIjoi"),
        *(r"\b(eyJhIjoi[A-Za-z0-9+/]{100,400}={0,2})", "mixed"),
    ),
    (
        *("fastly-token", "a token of Fastly", "(?i)fastly"),
        r"(?i)fastly[\w.-]{0,30}(?:token|key)[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?"
        r"([a-z0-9_-]{32})(?:[^\w-]|$)",
        "digits",
    ),
    (
        *("netlify-token", "a token of Netlify", "nfp_[A-Za-z0-9]{30}"),
        *(r"\b(nfp_[A-Za-z0-9]{36,60})\b", "mixed"),
    ),
    (
        *("tailscale-key", "a key of Tailscale", "tskey-"),
        r"\b(tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{6,40}-[A-Za-z0-9]{16,60})",
        "mixed",
    ),
    (
        *("planetscale-token", "a credential of PlanetScale", "pscale_"),
        *(r"\b(pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,64})", "mixed"),
    ),
    (
        *("supabase-token", "a token of Supabase", "sbp_|sb_secret_"),
        *(r"\b(sbp_(?:oauth_|v0_)?[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{31,60})", "varied"),
    ),
    (
        *("neon-key", "an API key of Neon", "napi_"),
        *(r"\b(napi_[a-z0-9]{60,70})\b", "varied"),
    ),
    (
        *("databricks-token", "a token of Databricks", "dapi[a-f0-9]{32}"),
        *(r"\b(dapi[a-f0-9]{32}(?:-\d)?)\b", "varied"),
    ),
    (
        *("confluent-secret", "a secret of Confluent Cloud", "(?i)confluent|cflt"),
        r"(?i:confluent[\w.-]{0,30}(?:secret|password))[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?"
        r"([A-Za-z0-9+/]{64})(?:[^A-Za-z0-9+/]|$)|\b(cflt[A-Za-z0-9+/]{60})(?:[^A-Za-z0-9+/]|$)",
        "mixed",
    ),
    (
        *("pulumi-token", "a token of Pulumi", "pul-[a-f0-9]{40}"),
        *(r"\b(pul-[a-f0-9]{40})\b", "varied"),
    ),
    (
        *("terraform-token", "a token of Terraform Cloud", r"\.atlasv1\."),
        *(r"\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})", "mixed"),
    ),
    (
        *("vault-token", "a token of Vault", r"\bhv[sbr]\."),
        *(r"\b(hv[sbr]\.[A-Za-z0-9_-]{24,300})", "mixed"),
    ),
    (
        *("doppler-token", "a token of Doppler", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\."),
        r"\b(dp\.(?:pt|ct|sa|scim|audit)\.[A-Za-z0-9]{40,44}"
        r"|dp\.st\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44})\b",
        "mixed",
    ),
    (
        *("onepassword-token", "a service account token of 1Password", "ops_eyJ"),
        *(r"\b(ops_eyJ[A-Za-z0-9+/_-]{200,}={0,2})", "mixed"),
    ),
    (
        *("onepassword-secret-key", "a secret key of 1Password", "A3-[A-Z0-9]{6}-"),
        r"\b(A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})\b",
        "varied",
    ),
)
