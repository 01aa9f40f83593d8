"""Environment variables that code reads against those that anything declares."""

from collections.abc import Iterable

from confledger.inventory.gaps.gap import Gap, some
from confledger.inventory.observability.item import Item
from confledger.inventory.observability.modules import is_test
from confledger.settings import Settings

# Of the system, of git, of forges and of languages: nobody declares these.
_OTHERS = frozenset(
    (
        *("CI", "COLUMNS", "DEBUG", "EDITOR", "HOME", "HOSTNAME", "LANG", "LINES", "LOGNAME"),
        *("NO_COLOR", "FORCE_COLOR", "PAGER", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "TZ"),
        *("USER", "USERNAME", "USERPROFILE", "VIRTUAL_ENV", "VISUAL", "TEMP", "TMP", "APPDATA"),
        *("LOCALAPPDATA", "PORT", "HTTP_PROXY", "HTTPS_PROXY", "NODE_ENV", "SOURCE_DATE_EPOCH"),
        *("OS", "COMSPEC", "DISPLAY", "CLICOLOR", "COLORTERM", "SUDO_USER", "EMAIL"),
    )
)
_PREFIXES = (
    *("XDG_", "LC_", "GIT_", "GITHUB_", "GITLAB_", "CI_", "RUNNER_", "KUBERNETES_", "SSH_"),
    *("PRE_COMMIT", "PREK_", "NIX_", "JENKINS_", "DOCKER_", "TMUX", "UV_", "NPM_"),
    *("PYTHON", "PYTEST_", "COV", "PIP_", "GPG_", "SYSTEMD_", "BASH", "VAULT_", "SOPS_", "AWS_"),
)


def of_others(name: str) -> bool:
    """Whether a variable is one that some other program defines."""
    return name in _OTHERS or name.startswith(_PREFIXES)


def gaps(
    settings: Settings,
    reads: Iterable[Item],
    declared: dict[str, str],
    mentioned: set[str],
    used: set[str],
) -> list[Gap]:
    """Return the gaps; `declared` is name and file of those that the configuration lists.

    One that is `mentioned` by any file but code is declared for whoever looks for it. `used`
    are those that configuration takes values of.
    """
    places: dict[str, list[Item]] = {}
    for one in reads:
        if not is_test(one.path):
            places.setdefault(one.name, []).append(one)
    load = settings.load
    own = {load["environment-variable"], load["host-variable"]}
    prefix = load["prefix"]
    key = load["declared"]
    rows = []
    for name, items in sorted(places.items()):
        if name in declared or name in mentioned or name in own or of_others(name):
            continue
        if prefix and name.startswith(prefix) and "__" in name[len(prefix) :]:
            continue
        first = items[0]
        also = some(sorted({one.path for one in items[1:]} - {first.path}))
        what = (
            f"{name} is read here" + (f" and in {also}" if also else "") + ", and declared nowhere"
        )
        fix = f"declare it at `{key}`" if key else "document it, or name a list in `load.declared`"
        command = f"confledger explain {key}" if key else "confledger settings --schema"
        row = Gap(
            "variable-undeclared", name, first.path, first.line, what, fix, command, len(items)
        )
        rows.append(row)
    if places:
        idle: dict[str, list[str]] = {}
        for name, path in sorted(declared.items()):
            if name not in places and name not in own and name not in used:
                idle.setdefault(path, []).append(name)
        rows += [_unread(names, path, key) for path, names in sorted(idle.items())]
    return rows


def _unread(names: list[str], path: str, key: str) -> Gap:
    one = len(names) == 1
    what = (
        f"{some(names)} {'is' if one else 'are'} declared, and no code or configuration here reads"
    )
    fix = "remove what is not needed, or say in its description who reads it"
    return Gap(
        *("variable-unread", some(names), path, 1, f"{what} {'it' if one else 'them'}", fix),
        f"confledger explain {key}",
        len(names),
    )
