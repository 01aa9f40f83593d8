"""A statement with every kind of block and every kind of text that somebody may have committed."""

from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    BESIDE,
    CODE,
    COMMAND,
    DATE,
    DAYS,
    GOOD,
    MINUTES,
    NOTE,
    NUMBER,
    PERCENT,
    PLACE,
    STANDING,
    UNKNOWN,
    Chart,
    Column,
    Diagram,
    Figure,
    Node,
    Paragraph,
    Recommendation,
    Section,
    Series,
    Since,
    Statement,
    Table,
    Unmeasured,
    Verdict,
)

DIGEST = "5f3c" * 16
DAY = 86_400
AS_OF = 1_767_225_600  # 2026-01-01
HOSTILE = (
    "<script>document.title='broken'</script>",
    "a|b `c` | d",
    "\u202egnp.exe",
    "@team closes #12 https://evil.example/x",
    "two\nlines\r\nand\ttab",
    "</details></table><img src=x onerror=alert(1)>",
    "\x1b[31mred\x1b[0m\x07",
    "=cmd|' /C calc'!A0",
    "naïve 日本語 👩‍👧 café",
    "--> <!-- ]]> ``` ~~~ \\",
    "byte \udcff of a name",
    "'\"&amp;&#x41;",
)
LONG_PATH = "environments/" + "very-long-folder-name/" * 13 + "values.yaml"


def small() -> Statement:
    """Return a statement of which every format can be read in full."""
    files = Table(
        "files",
        "Files with findings",
        (
            Column("standing", "state", STANDING),
            Column("file", "file", PLACE),
            Column("message", "what is wrong"),
            Column("minutes", "to fix", MINUTES),
            Column("command", "command", COMMAND),
        ),
        (
            (
                BAD,
                "envs/prod.yaml:3:5",
                "=`db.password` is <b>plain</b> | text",
                90,
                "confledger a",
            ),
            (NOTE, "envs/dev.yaml", "closes #7", None, ""),
        ),
        "No file has any.",
        ("file",),
    )
    return Statement(
        kind="debt",
        title="Debt",
        verdict=Verdict(BAD, "1 of 2 files holds a password."),
        digest="ab" * 32,
        as_of=AS_OF,
        figures=(
            Figure("passwords", 1, NUMBER, 2, BAD, "in plain text"),
            Figure("share", None, PERCENT),
        ),
        sections=(
            Section("fine", "Schemas", GOOD, "All are valid.", (Paragraph("See `check`."),)),
            Section("files", "Files", BAD, "1 of 2 is wrong.", (files,)),
        ),
        recommendations=(Recommendation("encrypt", "Encrypt it.", "confledger a | b", 5),),
        unmeasured=(Unmeasured("age", "no history", "git fetch --unshallow"),),
        about=(("period", "2025"),),
        reproduce="confledger report debt",
        since=Since("cd" * 32, (("files", "envs/prod.yaml:3:5"),), ()),
    )


def statement(rows: int = 3_000) -> Statement:
    """Return the example; `rows` of its largest table."""
    columns = (
        Column("standing", "State", STANDING),
        Column("file", "File", PLACE),
        Column("key", "Key", CODE),
        Column("message", "What is wrong"),
        Column("owner", "<i>Owner</i>"),
        Column("minutes", "To fix", MINUTES),
        Column("since", "Since", DATE),
        Column("age", "Age", DAYS),
    )
    standings = (BAD, BAD, ATTENTION, NOTE, UNKNOWN, GOOD)
    items = []
    for at in range(rows):
        told = HOSTILE[at] if at < len(HOSTILE) else "no schema describes the key `replicas`"
        path = LONG_PATH if at == 3 else f"envs/prod/service-{at % 97:02}/values.yaml:{at + 1}:3"
        items.append(
            (
                standings[min(at * 8 // max(rows, 1), 5)],
                path,
                f"spec.template.containers[{at}].image",
                told,
                None if at % 7 == 3 else "@team-data",
                None if at % 11 == 5 else at * 37 % 700,
                None if at % 13 == 6 else AS_OF - at * DAY,
                at % 400,
            )
        )
    findings = Table("findings", "Findings", columns, items, "Nothing was found.", ("file", "key"))
    commands = Table(
        "commands",
        "Rules and what acts",
        (
            Column("rule", "Rule", CODE),
            Column("command", "Command", COMMAND),
            Column("report", "Report", BESIDE),
        ),
        (
            (
                "secret-in-plain-text",
                "confledger secrets encrypt envs/prod/db.yaml --key db.password",
                "debt_report",
            ),
            ("without-schema", "confledger suggest schema 'envs/prod/*.yaml'", "javascript:x"),
        ),
        "No rule applies.",
    )
    months = tuple(f"2025-{month:02}" for month in range(1, 13))
    line = Chart(
        "trend",
        "Debt over <i>twelve</i> months of @team",
        months,
        (
            Series("principal", (410, 402, 433, 460, 470, 512, None, 540, 533, 560, 604, 598)),
            Series("interest", (40, 42, 51, 62, 60, 78, 81, 80, 95, 120, 131, 129)),
        ),
        "line",
        "minutes",
    )
    columns_chart = Chart(
        "activity",
        "Changes by month",
        months,
        (
            Series("prod", (12, 30, 22, 41, 9, 0, 17, 33, 28, 36, 40, 21)),
            Series("staging", (30, 44, 31, 60, 21, 4, 30, 52, 41, 50, 61, 40)),
            Series("dev", (80, 72, 90, 101, 66, 20, 71, 99, 87, 93, 120, 82)),
        ),
        "stacked",
        "changes",
    )
    bars = Chart(
        "owners",
        "Findings by owner",
        ("@team-data", "@team-edge", "@platform", "<b>nobody</b>", LONG_PATH),
        (Series("findings", (412, 230, 88, 17, None)),),
    )
    diagram = Diagram(
        "flow",
        "Which file overrides which",
        (
            Node("base", "envs/base.yaml", GOOD),
            Node("stage", 'envs/staging.yaml "quoted" | [x]', NOTE),
            Node("prod", "envs/prod.yaml <b>", BAD),
            *(Node(f"node{at}", f"envs/other-{at}.yaml") for at in range(120)),
        ),
        (("base", "stage", "overrides 12 keys"), ("stage", "prod", ""), ("base", "prod", "a|b")),
        "No file overrides another.",
    )
    return Statement(
        kind="debt",
        title="Configuration debt",
        verdict=Verdict(
            BAD,
            "Rating D: 2 passwords are readable by everybody, and 1,604 minutes of work were put "
            "off in 212 of 3,000 files, which costs 129 minutes every month.",
        ),
        digest=DIGEST,
        as_of=AS_OF,
        figures=(
            Figure("Work put off", 1_604, MINUTES, None, ATTENTION, "up 44 min in a month"),
            Figure("Files with findings", 212, NUMBER, 3_000, NOTE),
            Figure("Secrets in plain text", 2, NUMBER, None, BAD, "rotate them first"),
            Figure("Keys with a description", 0.9996, PERCENT, None, GOOD),
            Figure("Keys that nobody reads", None, NUMBER, None, UNKNOWN, "no access log"),
            Figure("Oldest item", 1_204, DAYS),
        ),
        sections=(
            Section(
                "schemas",
                "Schemas",
                GOOD,
                "Every one of 40 schemas is valid.",
                (Paragraph("Run `confledger check` to see it again."),),
            ),
            Section(
                "secrets",
                "Secrets in plain text",
                BAD,
                "2 secrets can be read by whoever can read the repository.",
                (findings, commands),
            ),
            Section(
                "trends",
                "Trends",
                ATTENTION,
                "Debt grew in 9 of 12 months.",
                (line, columns_chart, bars),
            ),
            Section("differences", "Differences", UNKNOWN, "There is nothing to compare."),
            Section(
                "layers",
                "Layers",
                NOTE,
                "3 files are merged in 2 steps.",
                (
                    diagram,
                    Table(
                        "overdue",
                        "Overdue <i>secrets</i>",
                        columns[:3],
                        (),
                        "No secret is overdue.",
                    ),
                    Chart("none", "Rollbacks", (), (), empty="Nobody rolled anything back."),
                ),
            ),
        ),
        recommendations=(
            Recommendation(
                "secret-in-plain-text",
                "Rotate and encrypt the 2 passwords in `envs/prod/db.yaml`.",
                "confledger secrets encrypt envs/prod/db.yaml --key db.password",
                180,
            ),
            Recommendation(
                "without-schema",
                "Write a schema for the 31 files of `envs/prod` that have none.",
                "confledger suggest schema 'envs/prod/*.yaml'",
            ),
            *(Recommendation("todo", f"Look at marker {at}.", "git blame x") for at in range(10)),
        ),
        unmeasured=(
            Unmeasured("Deployments", "git does not tell", "confledger init"),
            Unmeasured(
                "Keys that nobody reads",
                "no program writes an access log.",
                "Set `access-log` in `.confledger.yaml`.",
            ),
        ),
        about=(("Period", "2025-01-01 to 2026-01-01"), ("Files", "3,000")),
        primary="findings",
        reproduce="confledger report debt",
        since=Since(
            "77aa" * 16,
            (
                (
                    "findings",
                    "envs/prod/service-01/values.yaml:2:3",
                    "spec.template.containers[1].image",
                ),
            ),
            (("findings", "envs/prod/gone.yaml:2:3", "spec.<b>replicas</b>"),),
        ),
        data={"weights": {"schema": 5}},
    )
