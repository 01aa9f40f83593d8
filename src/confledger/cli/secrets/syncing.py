"""Encrypted files brought to what the rules say: found, shown, and done one after the other.

Each file is changed in memory, and written once and as a whole; so after an interruption, each
is as it was or done, and the next run does the rest.
"""

import os

from confledger.cli.failure import shown
from confledger.cli.secrets.access import note
from confledger.cli.secrets.place import Place
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.secrets import rule_names
from confledger.secrets.plan import ROTATE, SCOPE, Action
from confledger.secrets.sops import SopsMissing
from confledger.secrets.sops_file import Unreadable, looks_encrypted, read, store_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from confledger.secrets.metadata import Recipient
    from confledger.secrets.rules import Rule, RuleFile, Rules
    from confledger.secrets.sops_file import SopsFile


def encrypted(place: Place, rules: "Rules", paths: "Iterable[str]" = ()) -> "Iterator[SopsFile]":
    """Yield the encrypted files at some paths, or below them, that a rule governs; by default all.

    Raise ConfledgerError for a file that is named, and is none of them.
    """
    named = list(paths)
    for path in named or [""]:
        full = os.path.join(place.top, path) if path else place.top
        if path and not os.path.isdir(full):
            file = place.read(path)
            if file.metadata is None:
                raise ConfledgerError(
                    f"{path!r} is not encrypted", help=f"confledger secrets encrypt {path}"
                )
            _governing(rules, path)
            yield file
            continue
        for name, entry in sorted(place.tree.below(path).items()):
            content = place.tree.read(entry) if rules.rule_for(name) is not None else None
            if not isinstance(content, bytes) or not looks_encrypted(content, store_of(name)):
                continue
            try:
                found = read(content, name)
            except Unreadable as fault:
                tell(shown(f"warning: {name} is left as it is: {fault.reason}") + "\n")
                continue
            if found.metadata is not None:
                _governing(rules, name)
                yield found


def _governing(rules: "Rules", path: str) -> None:
    """Raise ConfledgerError unless a rule governs a path that SOPS can use."""
    rule = rules.rule_for(path)
    if rule is None:
        file = rules.file_for(path)
        where = "a .sops.yaml" if file is None else file.path
        raise ConfledgerError(
            f"no rule governs {path!r}, so nobody knows who may read it",
            help=f"add one to {where}; `confledger secrets check` says more",
        )
    if not rule.usable:
        said = next(message for at, message in rule.file.faults if at[:2] == rule.at)
        raise ConfledgerError(
            f"{rule.label}, which governs {path!r}, cannot be used: {said}",
            help=f"mend {rule.file.path}; `confledger secrets check` says where",
        )


class Names:
    """What recipients are called: by the rules as they are, then as HEAD has them."""

    def __init__(self, place: Place, rules: "Rules | None" = None) -> None:
        from confledger.secrets.rules import read as read_rules

        now = list((rules or place.rules).files.values())
        before = [
            read_rules(held, file.path)
            for file in now
            if (held := place.committed(file.path)) is not None and held != file.data
        ]
        self._files: list[RuleFile] = now + before

    def name(self, one: "Recipient") -> str | None:
        """Return the name of a recipient, None without any."""
        found = (file.name_of(one.identity) for file in self._files)
        return next((name for name in found if name is not None), None)

    def shown(self, one: "Recipient") -> str:
        """Return a recipient as a message tells it."""
        return rule_names.shown(one.identity, self.name(one))

    def named(self, name: str) -> set[str]:
        """Return those who are called so."""
        return {one for file in self._files for one in file.named(name)}


def text_of(actions: list[Action], names: Names) -> str:
    """Return the plan as people read it."""
    lines: list[str] = []
    for action in actions:
        lines.append(action.path)
        if action.kind == SCOPE:
            lines.append("  ! its scope is not that of the rule: encrypt it anew, by hand")
            continue
        lines += [f"  + {names.shown(one)}" for one in action.joins]
        lines += [f"  - {names.shown(one)}" for one in action.leaves]
        if action.regroups:
            lines.append("  ~ the key groups become those of the rule")
        if action.kind == ROTATE:
            lines.append("  ~ new data key, and a new ciphertext for each value")
    return "".join(f"{shown(line)}\n" for line in lines)


def told(
    actions: list[Action], names: Names, failed: dict[str, str] | None
) -> list[dict[str, object]]:
    """Return the plan for a program; `failed` says why by path, None that nothing was tried."""
    found: list[dict[str, object]] = []
    for action in actions:
        each: dict[str, object] = {"path": action.path, "action": action.kind}
        for key, some in (("joins", action.joins), ("leaves", action.leaves)):
            each[key] = [
                {"kind": one.kind, "recipient": one.identity, "name": names.name(one)}
                for one in some
            ]
        each["regroups"] = action.regroups
        each["done"] = failed is not None and action.kind != SCOPE and action.path not in failed
        if failed and action.path in failed:
            each["reason"] = failed[action.path]
        found.append(each)
    return found


def carry_out(place: Place, actions: list[Action], event: str) -> dict[str, str]:
    """Bring each file to its rule; return why, by path, for those that could not be.

    `event` is what the journal calls it.
    """
    failed: dict[str, str] = {}
    doable = [action for action in actions if action.kind != SCOPE]
    for number, action in enumerate(doable, 1):
        try:
            _bring(place, action, event)
        except SopsMissing:
            # Nothing was changed yet.
            raise
        except ConfledgerError as error:
            failed[action.path] = str(error)
            advice = f"\n  help: {error.help}" if error.help else ""
            tell(shown(f"error: {action.path}: {error}{advice}") + "\n")
        else:
            tell(shown(f"{number}/{len(doable)} {action.path}") + "\n")
    return failed


def _bring(place: Place, action: Action, event: str) -> None:
    """Bring one file to its rule: the data key wrapped anew, and changed where somebody left."""
    from confledger.cli.secrets.verification import verify
    from confledger.secrets.sops import find

    file, rule = action.file, action.rule
    assert file.metadata is not None
    allowed = [*_services(place), *_known_before(place, rule, action.path)]
    verify(file, rule, allowed, place.committed(action.path), strangers=True)
    note(place, event, action.path, data=file.data)
    people = [*file.metadata.recipients, *rule.recipients]
    sops = find(os.environ, sorted({one.kind for one in people}), top=place.top)
    inside = action.path[len(rule.file.folder) :]
    data = sops.update_keys(file.data, file.store, path=inside, rules=rule.file.data)
    if action.kind == ROTATE:
        data = sops.rotate(data, file.store)
    place.write(action.path, data, before=file.data)


def _services(place: Place) -> list[str]:
    listed = place.settings.secrets["key-services"]
    assert isinstance(listed, list)
    return [str(one) for one in listed]


def _known_before(place: Place, rule: "Rule", path: str) -> list[str]:
    """Return the key services that HEAD's rule names, as globs: one that leaves was allowed."""
    from glob import escape

    from confledger.secrets.rules import read as read_rules

    committed = place.committed(rule.file.path)
    before = None if committed is None else read_rules(committed, rule.file.path).rule_for(path)
    return [] if before is None else [escape(one.endpoint) for one in before.recipients]
