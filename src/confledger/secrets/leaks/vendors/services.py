"""Tokens of services that send, pay, sell, plan and answer."""

ROWS = (
    (
        *("slack-token", "a token of Slack", r"xox[abeoprs]-|xapp-|xoxe\.xox"),
        r"\b(xox[abopers](?:\.xox[bp])?-(?:\d{1,14}-){0,3}[A-Za-z0-9-]{10,250}"
        r"|xapp-\d-[A-Z0-9]{6,20}-\d{6,20}-[a-f0-9]{64})",
        "digits",
    ),
    (
        *("slack-webhook", "a webhook of Slack", r"hooks\.slack\.com/"),
        r"hooks\.slack\.com/(?:services/T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/([A-Za-z0-9]{20,28})"
        r"|(?:workflows|triggers)/[A-Z0-9]{6,14}/[\w/-]{30,120})",
        "mixed",
    ),
    (
        *("discord-webhook", "a webhook of Discord", "/api/webhooks/"),
        *(r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{17,20}/([\w-]{60,70})", "mixed"),
    ),
    (
        *("discord-token", "a bot token of Discord", r"[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\."),
        *(r"\b([MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,38})(?:[^\w.-]|$)", "discord"),
    ),
    (
        *("telegram-token", "a bot token of Telegram", r"\d:AA[A-Za-z0-9_-]{33}"),
        *(r"(?:^|[^\d])(\d{8,10}:AA[A-Za-z0-9_-]{33})(?:[^\w-]|$)", "mixed"),
    ),
    (
        *("teams-webhook", "a webhook of Microsoft Teams", r"webhook\.office\.com/"),
        r"webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/"
        r"([0-9a-f]{32})/[0-9a-f-]{36}",
        "varied",
    ),
    (
        *("twilio-key", "an API key of Twilio", "SK[0-9a-f]{32}"),
        *(r"\b(SK[0-9a-f]{32})\b", "varied"),
    ),
    (
        *("sendgrid-key", "an API key of SendGrid", r"SG\.[\w-]{22}\."),
        *(r"\b(SG\.[\w-]{22}\.[\w-]{43})", "mixed"),
    ),
    (
        *("mailgun-key", "a key of Mailgun", r"key-[0-9a-f]{32}|[0-9a-f]-[0-9a-f]{8}-[0-9a-f]{8}"),
        r"\b(key-[0-9a-f]{32})\b|(?:^|[^\w-])([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?:[^\w-]|$)",
        "varied",
    ),
    (
        *("mailchimp-key", "an API key of Mailchimp", r"[0-9a-f]{32}-us\d"),
        *(r"\b([0-9a-f]{32}-us\d{1,2})\b", "varied"),
    ),
    (
        *("brevo-key", "an API key of Brevo", "xkeysib-|xsmtpsib-"),
        *(r"\b(x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16})\b", "varied"),
    ),
    (
        *("resend-key", "an API key of Resend", r"\bre_[A-Za-z0-9]{8}_"),
        *(r"\b(re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24})\b", "mixed"),
    ),
    (
        *("mandrill-key", "an API key of Mandrill", r"\bmd-[\w-]{22}"),
        *(r"(?:^|[^\w-])(md-[A-Za-z0-9_-]{22})(?:[^\w-]|$)", "mixed"),
    ),
    (
        *("stripe-key", "a key of Stripe", "[sr]k_live_|whsec_"),
        *(r"\b([sr]k_live_[A-Za-z0-9]{20,247}|whsec_[A-Za-z0-9+/]{32,64}={0,2})", "mixed"),
    ),
    (
        *("square-token", "a token of Square", "sq0[a-z]{3}-|EAAA[\\w-]{60}"),
        *(r"\b(sq0(?:atp-[\w-]{22}|csp-[\w-]{43})|EAAA[\w-]{60})(?:[^\w-]|$)", "mixed"),
    ),
    (
        *("shopify-token", "a token of Shopify", "shp(?:at|ca|pa|ss)_"),
        *(r"\b(shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})\b", "varied"),
    ),
    (
        *("braintree-token", "a token of Braintree", r"access_token\$production\$"),
        *(r"access_token\$production\$[a-z0-9]{16}\$[a-f0-9]{32}", "varied"),
    ),
    (
        *("plaid-token", "an access token of Plaid", r"access-(?:production|development)-"),
        r"\b(access-(?:production|development)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b",
        "varied",
    ),
    (
        *("linear-key", "a key of Linear", "lin_(?:api|oauth)_"),
        *(r"\b(lin_(?:api_[A-Za-z0-9]{40}|oauth_[a-f0-9]{64}))\b", "varied"),
    ),
    (
        *("notion-token", "a token of Notion", r"ntn_\d{11}|secret_[A-Za-z0-9]{43}"),
        *(r"\b(ntn_\d{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})\b", "mixed"),
    ),
    (
        *("airtable-token", "a token of Airtable", r"pat[A-Za-z0-9]{14}\."),
        *(r"\b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})\b", "mixed"),
    ),
    (
        *("dropbox-token", "a token of Dropbox", r"sl\.[A-Za-z0-9_-]{100}"),
        *(r"\b(sl\.(?:u\.)?[A-Za-z0-9_-]{120,})", "mixed"),
    ),
    (
        *("contentful-token", "a token of Contentful", "CFPAT-"),
        *(r"\b(CFPAT-[\w-]{43})", "mixed"),
    ),
    (
        *("typeform-token", "a token of Typeform", "tfp_"),
        *(r"\b(tfp_[A-Za-z0-9_.=-]{44,59})", "mixed"),
    ),
    (
        *("hubspot-token", "a token of HubSpot", r"pat-(?:na|eu)\d-"),
        *(r"\b(pat-(?:na|eu)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b", "varied"),
    ),
    (
        *("okta-token", "a token of Okta", "(?i)okta"),
        r"(?i:okta[\w.-]{0,30}(?:token|key))[\"']?\s{0,4}(?:=|:|:=)\s{0,4}[\"']?(00[\w-]{40})"
        r"(?:[^\w-]|$)",
        "mixed",
    ),
    (
        *("facebook-token", "a token of Facebook", "EAA[MC][A-Za-z0-9]{100}"),
        *(r"\b(EAA[MC][A-Za-z0-9]{100,400})\b", "mixed"),
    ),
    (
        *("openai-key", "a key of OpenAI", "sk-(?:proj|svcacct|admin)-|T3BlbkFJ"),
        r"\b(sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,250}"
        r"|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})",
        "mixed",
    ),
    (
        *("anthropic-key", "a key of Anthropic", "sk-ant-"),
        *(r"\b(sk-ant-[a-z]{2,8}\d\d-[A-Za-z0-9_-]{60,120})", "mixed"),
    ),
    (
        *("huggingface-token", "a token of Hugging Face", r"\bhf_|api_org_"),
        *(r"\b((?:hf_|api_org_)[A-Za-z0-9]{34,40})\b", "mixed-letters"),
    ),
    (
        *("replicate-token", "a token of Replicate", r"\br8_"),
        *(r"\b(r8_[A-Za-z0-9]{37})\b", "mixed"),
    ),
    (
        *("groq-key", "a key of Groq", "gsk_"),
        *(r"\b(gsk_[A-Za-z0-9]{52})\b", "mixed"),
    ),
    (
        *("perplexity-key", "a key of Perplexity", "pplx-"),
        *(r"\b(pplx-[A-Za-z0-9]{48})\b", "mixed"),
    ),
    (
        *("xai-key", "a key of xAI", r"\bxai-"),
        *(r"\b(xai-[A-Za-z0-9]{80})\b", "mixed"),
    ),
    (
        *("openrouter-key", "a key of OpenRouter", "sk-or-v1-"),
        *(r"\b(sk-or-v1-[a-f0-9]{64})\b", "varied"),
    ),
    (
        *("langsmith-key", "a key of LangSmith", "lsv2_"),
        *(r"\b(lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10})\b", "varied"),
    ),
    (
        *("nvidia-key", "a key of NVIDIA", "nvapi-"),
        *(r"\b(nvapi-[A-Za-z0-9_-]{60,70})", "mixed"),
    ),
)
