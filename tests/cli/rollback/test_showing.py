"""The plan as it is printed: for people, for a merge request, for programs."""

import json
import re

import pytest

from rolling import Rolling, shop
from support import Repository

TEXT = """\
rollback of config/prod.yaml to {first} (2025-06-01, {age} ago, Ada Tester)
  Start
1 file changed; takes back 1 commit by 1 person
values that change
  config/prod.yaml ~1
  ~ pool  500 -> 5
checks: what changes passes all checks of today
takes back
  {second} 2025-06-01 Ada Tester: Raise the pool
"""
MARKDOWN = """\
**Rollback of `config/prod.yaml` to `{first}`** (2025-06-01, `Ada Tester`: `Start`)

1 file changed; takes back 1 commit by 1 person.

**Values that change**

| File | Values | Such as |
| --- | --- | --- |
| `config/prod.yaml` | 1 changed | `pool` |

**Checks of today**: what changes passes all checks of today

<details><summary>Files: 1</summary>

- changed: `config/prod.yaml`

</details>

<details><summary>Takes back: 1</summary>

- `{second}` 2025-06-01, `Ada Tester`: `Raise the pool`

</details>

To see all of it: `confledger rollback --to {first} --scope config/prod.yaml --plan`
"""


def test_a_plan_is_printed_in_each_format(
    repository: Repository, rolling: Rolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = shop(repository)
    monkeypatch.setenv("COLUMNS", "100")
    asked = ("--to", first, "--scope", "config/prod.yaml", "--plan")

    told = rolling(*asked)
    age = re.search(r", (\d+ \w+) ago", told.out)
    names = {"first": first[:10], "second": second[:10], "age": age[1] if age else "?"}
    assert (told.code, told.out, told.err) == (1, TEXT.format(**names), "")
    assert rolling(*asked, "--format", "markdown").out == MARKDOWN.format(**names)
    made = json.loads(rolling(*asked, "--format", "json").out)
    assert (made["version"], made["files"]) == (
        1,
        [{"path": "config/prod.yaml", "change": "changed", "note": None}],
    )
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert rolling(*asked).out.startswith("\x1b[1mrollback of config/prod.yaml to ")
