"""Tokens of services that watch other services."""

ROWS = (
    (
        *("grafana-token", "a service account token of Grafana", "glsa_"),
        *(r"\b(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})\b", "mixed"),
    ),
    (
        *("grafana-cloud-token", "a token of Grafana Cloud", "glc_eyJ"),
        *(r"\b(glc_eyJ[A-Za-z0-9+/]{40,400}={0,3})", "mixed"),
    ),
    (
        *("grafana-api-key", "an API key of Grafana", "eyJrIjoi"),
        *(r"\b(eyJrIjoi[A-Za-z0-9+/]{60,400}={0,3})", "mixed"),
    ),
    (
        *("newrelic-key", "a key of New Relic", r"NRAK-|NRII-|[0-9a-f]{36}NRAL"),
        *(r"\b(NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|[0-9a-f]{36}NRAL)\b", "varied"),
    ),
    (
        *("datadog-key", "a key of Datadog", r"(?i)datadog|\bdd[_-](?:api|app)|ddapp_|ddpat_"),
        r"(?i:(?:datadog|\bdd)[\w.-]{0,20}(?:api|app)[\w.-]{0,14}key)[\"']?\s{0,4}(?:=|:|:=)\s{0,4}"
        r"[\"']?([a-f0-9]{40}|[a-f0-9]{32})(?:[^\w-]|$)|\b(dd(?:app|pat)_[A-Za-z0-9]{34,50})\b",
        "varied",
    ),
    (
        *("sentry-token", "a token of Sentry", "sntry[su]_"),
        *(r"\b(sntrys_eyJ[A-Za-z0-9+/=_-]{80,400}|sntryu_[a-f0-9]{64})", "varied"),
    ),
    (
        *("dynatrace-token", "a token of Dynatrace", r"dt0[a-z]\d\d\."),
        *(r"\b(dt0[a-z]\d\d\.[A-Z2-7]{24}\.[A-Z2-7]{64})\b", "varied"),
    ),
    (
        *("honeycomb-key", "a key of Honeycomb", "hc[a-z]ik_|hc[a-z]lk_"),
        *(r"\b(hc[a-z][il]k_[0-9a-z]{58})\b", "varied"),
    ),
    (
        *("influxdb-token", "a token of InfluxDB", r"(?i)influx"),
        r"(?i:influx[\w.-]{0,20}token)[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?"
        r"([A-Za-z0-9_-]{86}==)",
        "mixed",
    ),
    (
        *("rollbar-token", "a token of Rollbar", "(?i)rollbar"),
        r"(?i)rollbar[\w.-]{0,30}token[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?([a-f0-9]{32})"
        r"(?:[^\w-]|$)",
        "varied",
    ),
    (
        *("snyk-token", "a token of Snyk", "(?i)snyk"),
        r"(?i)snyk[\w.-]{0,20}(?:token|key)[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?"
        r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[^\w-]|$)",
        "varied",
    ),
)
