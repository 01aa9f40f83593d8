"""Names that texts mention, in files of any size and form."""

import time

from confledger.inventory.gaps.texts import Texts


def test_a_file_is_mentioned_by_its_whole_name_however_long_the_line() -> None:
    texts = Texts({"A_B"})
    began = time.process_time()

    texts.add("readme.md", b"see conf/app.yaml, b.json; x.y.yml-z A_B readme.md")
    texts.add("bundle.js", b"x" * 3_000_000)

    assert time.process_time() - began < 3
    assert [texts.mentions(one) for one in ("app.yaml", "b.json", "x.y.yml", "p.yaml")] == [
        *(True, True, True),
        False,
    ]
    assert texts.variables == {"A_B"}
