"""Documents of many layouts for the real `sops` to encrypt: comments everywhere, all types."""

import json
from random import Random

KEYS = ("a", "b", "data", "key", "x_unencrypted", "secret_enc", "other", "z")
# One for each of the six ways, then one more setting: as creation rules have them.
WAYS: tuple[dict[str, object], ...] = (
    {},
    {"unencrypted_suffix": "_unencrypted"},
    {"encrypted_suffix": "_enc"},
    {"unencrypted_regex": "^(other|x)"},
    {"encrypted_regex": "^(data|key)$"},
    {"unencrypted_comment_regex": "keep"},
    {"encrypted_comment_regex": "encrypt"},
    {"encrypted_regex": "a", "mac_only_encrypted": True},
)
_COMMENTS = ("# note", "#", "# keep plain", "# encrypt this", "#nospace", "# a: b")
_SCALARS = (
    *("x", '"q # no"', "12", "true", "null", '""', "1.5", "'it''s'", "hello world"),
    *("[1, x]", "{k: v}", "{}", "[]", "|"),
)
_LINES = ("x", '"q # no"', "12", "", "a b", "a=b", "x ; y", "x # y", "a\\nb", "'s'", "#", "ü")


def yaml(random: Random) -> str:
    """Return YAML of one to three documents."""
    documents = [_document(random) for _ in range(random.choice([1, 1, 2, 3]))]
    return "---\n".join("\n".join(lines) + "\n" for lines in documents)


def _document(random: Random) -> list[str]:
    head = ["# head", ""] if random.random() < 0.3 else []
    foot = ["", "# end"] if random.random() < 0.3 else []
    return [*head, *_map(random, 0, 0), *foot]


def _map(random: Random, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    blank = " " * indent
    for key in random.sample(KEYS, random.randint(1, 4)):
        for _ in range(random.choice([0, 0, 0, 1, 2])):
            lines.append(blank + random.choice(_COMMENTS))
            if random.random() < 0.2:
                lines.append("")
        chance, tail = random.random(), random.choice(["", "", " # tail"])
        if depth < 3 and chance < 0.3:
            lines.append(f"{blank}{key}:{tail}")
            lines += _map(random, indent + random.choice([2, 4]), depth + 1)
        elif depth < 3 and chance < 0.5:
            lines.append(f"{blank}{key}:{tail}")
            lines += _list(random, indent + random.choice([0, 2]), depth)
        else:
            value = random.choice(_SCALARS)
            lines.append(f"{blank}{key}: {value}{'' if value == '|' else tail}")
            if value == "|":
                lines += [f"{blank}  block", f"{blank}  # no comment"]
        if random.random() < 0.15:
            lines.append(" " * (indent + random.choice([0, 0, 2])) + random.choice(_COMMENTS))
        if random.random() < 0.15:
            lines.append("")
    return lines


def _list(random: Random, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    blank = " " * indent
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.25:
            lines.append(blank + random.choice(_COMMENTS))
        if random.random() < 0.3 and depth < 2:
            inner = _map(random, indent + 2, depth + 2)
            while not inner[0].strip() or inner[0].lstrip().startswith("#"):
                inner = inner[1:]
            lines += [f"{blank}- {inner[0].lstrip()}", *inner[1:]]
        else:
            value = random.choice(["x", "1", '"q"', "null", "true"])
            lines.append(f"{blank}- {value}{random.choice(['', ' # in'])}")
    return lines


def dotenv(random: Random) -> str:
    """Return lines of a dotenv file."""
    lines: list[str] = []
    for key in random.sample(KEYS, 4):
        lines += random.choice([[], [], [random.choice(_COMMENTS)], ["", "# keep plain", "#x"]])
        lines.append(f"{key}={random.choice(_LINES)}")
    return "\n".join([*lines, *random.choice([[], ["#end"]])]) + "\n"


def ini(random: Random) -> str:
    """Return an INI file; SOPS itself fails at a few of them."""
    lines = random.choice([[], ["top = 1"]])
    for section in random.sample(("s1", "data", "other", "x_unencrypted"), random.randint(1, 3)):
        lines += random.choice([[], ["; encrypt this"], ["# keep plain", "; more"]])
        lines.append(f"[{section}]")
        for key in random.sample(KEYS, random.randint(1, 3)):
            lines += random.choice([[], ["; note"], ["# keep plain", "", "; encrypt this"]])
            lines.append(f"{key} = {random.choice(_LINES)}")
    return "\n".join([*lines, *random.choice([[], ["; end"]])]) + "\n"


def as_json(random: Random) -> str:
    """Return a JSON object."""

    def value(depth: int) -> object:
        chance = random.random()
        if depth < 3 and chance < 0.3:
            return {key: value(depth + 1) for key in random.sample(KEYS, random.randint(0, 3))}
        if depth < 3 and chance < 0.5:
            return [value(depth + 1) for _ in range(random.randint(0, 3))]
        return random.choice(["x", "", 1, -2.5, True, None, 1e30, 'ü\n"', 12345678901])

    return json.dumps({key: value(0) for key in random.sample(KEYS, 4)})


# By the name that tells sops the store; what it does not know is binary.
BY_NAME = {"a.yaml": yaml, "a.env": dotenv, "a.ini": ini, "a.json": as_json, "a.txt": dotenv}
