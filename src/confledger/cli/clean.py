"""The command `clean`: take away what nobody needs, as long as git can give it back."""

import os
import sys

from confledger.cli.failure import shown
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.inventory.flaws import REMOVABLE, REWRITABLE, SAFE, Flaw, word
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.removal import Standing
    from confledger.git.repository import Repository

_KINDS = (*REMOVABLE, *REWRITABLE)
_ABOUT = f"""\
Take away backup files and junk that are tracked, and what else --kind names.

Without --apply, the plan is shown and nothing changes. Only files that are in
the last commit as they are on disk are touched: never one that git does not
track, or that was changed. What is removed is removed from the index too, as
`git rm` does: the next commit takes it along, and no commit is made here. The
command that brings everything back is printed.

kinds: {", ".join(REMOVABLE)} are removed;
{", ".join(REWRITABLE)} are rewritten."""


class Plan:
    """What is to become of which file, and what stays with the reason; all in path order."""

    def __init__(self, flaws: list[Flaw], kept: dict[str, str], gone: list[str]) -> None:
        self.removed = [one for one in flaws if one.kind in REMOVABLE]
        self.rewritten: dict[str, str] = {}
        going = {one.path for one in self.removed}
        for one in flaws:
            if one.kind in REWRITABLE and one.path not in going:
                held = self.rewritten.get(one.path, "")
                why = f"{one.kind}: {one.why}"
                self.rewritten[one.path] = f"{held}, {one.why}" if held else why
        self.kept = kept
        self.gone = gone

    @property
    def paths(self) -> list[str]:
        """Every path that something is to become of."""
        return sorted({one.path for one in self.removed} | set(self.rewritten) | set(self.gone))


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "clean",
        _ABOUT,
        examples=(
            "confledger clean                        what would go, and why",
            "confledger clean --apply",
            "confledger clean --kind mojibake --apply",
        ),
    )
    how = made.add_mutually_exclusive_group()
    how.add_argument("--plan", action="store_true", help="only show what would be done (default)")
    how.add_argument("--dry-run", action="store_true", dest="plan", help="the same as --plan")
    how.add_argument("--apply", action="store_true", help="do it, after asking")
    made.add_argument("--yes", action="store_true", help="with --apply: do not ask")
    made.add_argument(
        "--kind",
        metavar="KIND",
        type=one_of(_KINDS, "kind"),
        action="append",
        default=[],
        help=f"of this kind; may be repeated (default: {', '.join(SAFE)})",
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Show the plan, and carry it out if asked; 1 where something is left to be done."""
    asked = parser().parse_args(arguments)
    from confledger.cli.report.basis import basis
    from confledger.cli.report.hygiene import found_in
    from confledger.cli.report.surveyed import surveyed
    from confledger.git.removal import standing

    with basis() as based:
        repository = based.repository
        if repository.top is None:
            raise ConfledgerError(
                "this repository is bare, it has no work tree", help="run it in a clone"
            )
        kinds = asked.kind or list(SAFE)
        flaws = [one for one in found_in(surveyed(based)) if one.kind in kinds]
        held = standing(repository, {one.path for one in flaws})
        plan = Plan(_not_gone(flaws, held), held.kept, _leaving(flaws, held))
        head = repository.run("rev-parse", "HEAD").decode("ascii").strip()
    if asked.format == "json":
        _as_json(plan, applied=asked.apply)
    else:
        _show(plan)
    if not plan.paths:
        return int(bool(plan.kept))
    back = _back(head, plan.paths)
    if not asked.apply:
        if asked.format == "text":
            put(f"\nNothing was changed. To do it: {_again(asked.kind)}\n")
        return 1
    _ask(asked.yes, len(plan.paths))
    left = _carried_out(repository, plan, head, kinds)
    tell(f"done; to bring everything back: {back}\n")
    for path, why in left.items():
        tell(f"left {shown(path)}: {why}\n")
    return int(bool(left or plan.kept))


def _not_gone(flaws: list[Flaw], held: "Standing") -> list[Flaw]:
    return [one for one in flaws if one.path in held.free]


def _leaving(flaws: list[Flaw], held: "Standing") -> list[str]:
    """Return what was taken off the disk before, by somebody who was stopped or by hand."""
    removable = {one.path for one in flaws if one.kind in REMOVABLE}
    return [path for path in held.gone if path in removable]


def _show(plan: Plan) -> None:
    lines = []
    for one in plan.removed:
        lines.append(f"remove   {shown(one.path)}  ({one.kind}: {shown(one.why)})")
    lines += [f"rewrite  {shown(path)}  ({shown(why)})" for path, why in plan.rewritten.items()]
    lines += [f"remove   {shown(path)}  (off the disk already)" for path in plan.gone]
    lines += [f"keep     {shown(path)}  ({why})" for path, why in plan.kept.items()]
    if not lines:
        put("There is nothing to clean up.\n")
        return
    put("".join(f"{line}\n" for line in lines))
    put(
        f"\n{plural(len(plan.removed) + len(plan.gone), 'file', 'files')} to remove, "
        f"{len(plan.rewritten)} to rewrite, {len(plan.kept)} to keep.\n"
    )


def _as_json(plan: Plan, *, applied: bool) -> None:
    import json

    said = {
        "version": 1,
        "apply": applied,
        "remove": [{"path": one.path, "kind": one.kind, "why": one.why} for one in plan.removed]
        + [{"path": path, "kind": "", "why": "off the disk already"} for path in plan.gone],
        "rewrite": [{"path": path, "why": why} for path, why in plan.rewritten.items()],
        "keep": [{"path": path, "why": why} for path, why in plan.kept.items()],
    }
    put(json.dumps(said, indent=2, ensure_ascii=True) + "\n")


def _ask(yes: bool, many: int) -> None:
    """Go on only if somebody says so."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfledgerError(
            "nobody is here to be asked, and nothing was changed",
            help="look at the plan, then say --apply --yes",
        )
    tell(f"Do it for {plural(many, 'file', 'files')}? [y/N] ")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise ConfledgerError("nothing was changed", help="--plan shows it again")


def _carried_out(
    repository: "Repository", plan: Plan, head: str, kinds: list[str]
) -> dict[str, str]:
    """Do what the plan says; return what was left, and why: it may have changed meanwhile."""
    from confledger.git.removal import remove

    left = {}
    going = {one.path for one in plan.removed} | set(plan.gone)
    if going:
        left = remove(repository, going).kept
    for path in plan.rewritten:
        if path in going:
            continue
        why = _rewritten(repository, path, head, kinds)
        if why:
            left[path] = why
    return left


def _rewritten(repository: "Repository", path: str, head: str, kinds: list[str]) -> str:
    """Mend the text of one file; return why not, where it was not done."""
    from confledger.cli.atomic import replace
    from confledger.git.removal import CHANGED, standing
    from confledger.inventory.blemishes import mended

    if path not in standing(repository, [path]).free:
        return CHANGED
    assert repository.top is not None
    file = os.path.join(repository.top, path)
    with open(file, "rb") as held:
        data = held.read()
    committed = repository.run("cat-file", "blob", f"{head}:{path}")
    if committed != data:
        return "git converts it on its way to the disk: mend it by hand"
    new = mended(path, data, kinds)
    if new == data:
        return "what it was meant to be is not certain: mend it by hand"
    replace(file, new)
    return ""


def _again(kinds: list[str]) -> str:
    return "confledger clean" + "".join(f" --kind {one}" for one in kinds) + " --apply"


def _back(head: str, paths: list[str]) -> str:
    """Return the command that gives every file back as it was."""
    listed = " ".join(
        word(f":/{path}" if _plain(path) else f":(top,literal){path}") for path in paths
    )
    return f"git restore --source={head[:12]} --staged --worktree -- {listed}"


def _plain(path: str) -> bool:
    """Whether git takes a path for nothing but that."""
    return path[0].isalnum() and path.isprintable() and not any(one in path for one in "*?[\\:")
