"""Who owns a path, as GitHub and GitLab say."""

import pytest

from confledger.checks.codeowners import Codeowners


def owners(text: str, path: str, *, at: str = "CODEOWNERS") -> list[str]:
    return [one for rule in Codeowners(at, text).deciding(path) for one in rule.owners]


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        pytest.param("*", ["a", "a/b/c.x"], [], id="all"),
        pytest.param("*.js", ["a.js", "b/c.js"], ["a.jsx", "a.js2"], id="a suffix anywhere"),
        pytest.param("/docs/", ["docs/a", "docs/b/c"], ["x/docs/a", "docs"], id="a folder"),
        pytest.param("docs/*", ["docs/a.md"], ["docs/b/c.md", "x/docs/a.md"], id="not deeper"),
        pytest.param("apps/", ["apps/a", "x/apps/b/c"], ["apps"], id="a folder anywhere"),
        pytest.param("docs", ["docs", "docs/a", "x/docs/a"], ["docs2"], id="a name"),
        pytest.param("/apps/github", ["apps/github/a"], ["x/apps/github/a"], id="from the root"),
        pytest.param("apps/github", ["apps/github/a"], ["x/apps/github/a"], id="with a slash"),
        pytest.param("**/logs", ["logs/a", "x/y/logs/b"], ["blogs/a"], id="any depth"),
        pytest.param("/a/**/z", ["a/z", "a/b/c/z"], ["z"], id="any folders"),
        pytest.param(r"my\ file.md", ["my file.md", "x/my file.md"], ["my"], id="a blank"),
        pytest.param("{a,b}", ["{a,b}"], ["a", "b"], id="braces are plain"),
    ],
)
def test_a_pattern_matches(pattern: str, matching: list[str], others: list[str]) -> None:
    text = f"{pattern} @a\n"

    assert [path for path in matching + others if owners(text, path)] == matching


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("* @a\n/x @b\n", "x", ["@b"], id="the last rule"),
        pytest.param("* @a\n/x\n", "x", [], id="that may take the owner away"),
        pytest.param("# * @a\nx @a @b c@d.ef # @c\n", "x", ["@a", "@b", "c@d.ef"], id="comments"),
        pytest.param("x a @\n", "x", [], id="what is no owner"),
        pytest.param("!x @a\n", "x", [], id="no negation"),
        pytest.param("[A]\n* @a\n[B][2] @b\nx\n", "x", ["@a", "@b"], id="sections, defaults"),
        pytest.param("[A]\n* @a\n^[a]\nx @b\n", "x", ["@b"], id="a section in two parts"),
        pytest.param("[A] @a\n*\n!x\n", "x", [], id="an exception, on GitLab"),
        pytest.param("[A]\na/b @a\n", "x/a/b", ["@a"], id="any depth, on GitLab"),
        pytest.param("* @@maintainer @a/b/c-d\n", "x", ["@@maintainer", "@a/b/c-d"], id="roles"),
    ],
)
def test_the_rule_that_decides_names_the_owners(text: str, path: str, expected: list[str]) -> None:
    assert owners(text, path) == expected
