from confledger.learn.context import Beside, features
from confledger.learn.pattern import Pattern
from confledger.learn.template import template
from confledger.learn.usage import Usage, Use


def use(
    usage: Usage, value: str, path: str, when: int = 1, beside: str = "", key: str = "#/a"
) -> None:
    """Note that a file has a key set to a value, and maybe `/b` beside it."""
    pattern = Pattern(key, path)
    leaves = {"#/a": value} | ({"#/b": beside} if beside else {})
    around = features(key, pattern, path, Beside(leaves))
    form = template(value, pattern.names)
    usage.add(Use(value, form, around, when, path, key, pattern.levels))


def vote(usage: Usage, path: str, now: int = 10, beside: str = "") -> list[str]:
    """Return the values for `/a` of a file, the likeliest first."""
    pattern = Pattern("#/a", path)
    around = features("#/a", pattern, path, Beside({"#/b": beside} if beside else {}))
    scores = usage.vote(usage.near(pattern, now, path, "#/a"), around, pattern.names, now)
    return sorted(scores, key=lambda value: -scores[value])


def test_what_is_alike_counts_more_and_so_does_what_is_many() -> None:
    usage = Usage()
    use(usage, "i1", "1/app.yaml", beside="sone")
    use(usage, "i2", "2/app.yaml", beside="stwo")

    assert vote(usage, "6/app.yaml", beside="stwo")[0] == "i2"
    assert vote(usage, "6/app.yaml", beside="sone")[0] == "i1"

    for number in range(3, 6):
        use(usage, "i1", f"{number}/app.yaml", beside="sone")

    assert vote(usage, "6/app.yaml", beside="stwo")[0] == "i1"


def test_what_was_changed_since_counts_less() -> None:
    usage = Usage()
    use(usage, "i1", "1/app.yaml", 1)
    use(usage, "i2", "2/app.yaml", 1)
    use(usage, "i3", "1/app.yaml", 2)

    assert vote(usage, "6/app.yaml") == ["i3", "i2", "i1"]


def test_what_is_newer_counts_more() -> None:
    usage = Usage()
    use(usage, "i1", "1/app.yaml", 1)
    use(usage, "i2", "2/app.yaml", 900)

    assert vote(usage, "6/app.yaml", 1000) == ["i2", "i1"]


def test_a_key_is_no_evidence_for_itself_and_nothing_later_is() -> None:
    usage = Usage()
    use(usage, "i1", "1/app.yaml", 1)
    use(usage, "i2", "2/app.yaml", 20)

    assert vote(usage, "1/app.yaml", 10) == []


def test_a_file_that_moves_keeps_its_uses() -> None:
    usage = Usage()
    use(usage, "i1", "1/app.yaml")
    usage.move("1/app.yaml", "2/app.yaml", ["#/a"])
    use(usage, "i2", "2/app.yaml", 2)

    assert [(one.path, one.alive) for one in usage.uses] == [
        ("2/app.yaml", False),
        ("2/app.yaml", True),
    ]


def test_only_the_latest_uses_are_kept() -> None:
    usage = Usage()
    for number in range(300):
        use(usage, "i7", f"{number}/app.yaml", number, key="Deployment/x#/a")
    usage.tidy()

    assert [one.path for one in usage.uses] == [f"{n}/app.yaml" for n in range(204, 300)]
