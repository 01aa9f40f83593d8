"""Which comments announce work, by what each file is written in."""

from confledger.debt.comments import Mark, marks
from surveying import whole


def test_a_file_that_is_named_as_a_suffix_is_not_written_in_it() -> None:
    files = {"a/env": "# TODO: x\n", "b/.env": "# TODO: y\n", "c.env": "A=1 # TODO: z\n"}

    assert marks(whole(files), sorted(files)) == {
        "b/.env": [Mark(1, "TODO", "y")],
        "c.env": [Mark(1, "TODO", "z")],
    }
