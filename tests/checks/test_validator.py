"""The validator comes without what nobody asks of it."""

import subprocess
import sys

import pytest

IMPORT = "import sys; {before}from confledger.checks.validator import jsonschema_rs; "


@pytest.mark.pristine
@pytest.mark.parametrize(
    ("before", "heavy"),
    [
        pytest.param("", False, id="first"),
        pytest.param("import email; ", False, id="after the package that it stands in for"),
        pytest.param("import email.utils; ", True, id="after what it does without"),
        pytest.param("import jsonschema_rs; ", True, id="after somebody else imported it"),
    ],
)
def test_the_validator_works_and_leaves_no_trace(before: str, heavy: bool) -> None:
    program = IMPORT.format(before=before) + (
        "print('email.utils' in sys.modules, jsonschema_rs.is_valid({'type': 'integer'}, 1)); "
        "import email.utils; print(email.utils.parsedate_to_datetime("
        "'Mon, 02 Jan 2006 15:04:05 GMT').year)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(heavy), "True", "2006"]
