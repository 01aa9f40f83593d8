"""Templates: what they may see, and where they are stopped."""

from pathlib import Path

import pytest

import confledger
from confledger.errors import ConfledgerError
from confledger.loader.folder import Folder
from confledger.loader.templates import rendered

BASE = """\
db: {host: h, port: 5, items: own}
db_password: hunter22
variables:
  - {name: REGION}
  - {name: TOKEN, secret: true}
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> confledger.Config:
    folder = tmp_path_factory.mktemp("c")
    (folder / "confledger.yaml").write_text("load: {declared: variables}\n")
    (folder / "base.yaml").write_text(BASE)
    return confledger.load(folder, environ={}, access=False)


def filled(config: confledger.Config, text: str, **options: object) -> str:
    return rendered(text, config, name="a.j2", **options).text  # type: ignore[arg-type]  # passed on


def test_a_template_sees_the_configuration_and_declared_variables_and_nothing_else(
    config: confledger.Config, tmp_path: Path
) -> None:
    (tmp_path / "part.j2").write_text("[{{ db.host }}]")
    text = (
        "{% for name, one in config.db.items() %}\n{{ loop.index }} {{ name }}={{ one }}\n"
        "{% endfor %}\n{% include 'part.j2' %} {{ db.items }} {{ db | tojson }}\n"
        "{{ db_password }} {{ env.REGION }} {{ env.TOKEN | default('none') }}\n"
    )
    environ = {"REGION": "eu", "TOKEN": "t", "HOME": "/"}

    options = {"source": Folder(str(tmp_path)), "environ": environ}
    masked = filled(config, text.replace(".items()", "|items"), **options)

    assert masked == (
        "1 host=h\n2 port=5\n3 items=own\n[h] own "
        '{"host": "h", "port": 5, "items": "own"}\n<secret> eu none\n'
    )
    assert filled(config, "{{ db_password }}", secrets="open") == "hunter22"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n{{ db.prot }}", "a.j2:2: there is no `prot`; did you mean `port`?"),
        ("{{ bd }}", "a.j2:1: there is no `bd`; did you mean `db`?"),
        ("{{ env.HOME }}", "a.j2:1: there is no `HOME`"),
        ("{{ db_password|int + 'a' }}", "a.j2:1: an expression does not fit its values"),
        ("\n{% if %}", "a.j2:2: "),
        ("{% include '../x' %}", "a.j2:1: there is no template '../x'"),
        ("{{ ''.__class__ }}", "a.j2:1: this is not allowed"),
        ("{{ ''|attr('__class__') }}", "a.j2:1: this is not allowed"),
        ("{{ '{0.__class__}'.format(1) }}", "a.j2:1: this is not allowed"),
        ("{{ '%999999999d' % 1 }}", "a.j2:1: this is not allowed"),
        ("{{ 'x' * 10**9 }}", "a.j2:1: makes a text or list that is too long"),
        ("{{ 'a'|center(10**9) }}", "a.j2:1: No filter named 'center'"),
        ("{{ 'a'|replace('', 'x' * 900000) * 9 }}", "a.j2:1: makes a text"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", None),
        ("{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}"
         "{% endfor %}", "a.j2:1: makes a text that is too long"),
        ("{% set n = namespace(x=1) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}"
         "{% endfor %}{{ n.x == n.x }}", "a.j2:1: makes a list or map that is too large"),
        ("{% set y %}{% for i in range(99999) %}" + "y" * 500_000 + "{% endfor %}{% endset %}",
         None),
        ("{% include 'a.j2' %}", "a.j2:1: it includes or calls itself without end"),
    ],
)  # fmt: skip
def test_a_template_that_is_wrong_or_hostile_is_stopped_with_its_line(
    config: confledger.Config, text: str, message: str | None
) -> None:
    with pytest.raises(ConfledgerError) as told:
        filled(config, text)

    wanted = message or "a.j2:1: takes more steps than any template should"
    assert str(told.value).startswith(wanted)
    assert "hunter22" not in str(told.value)
