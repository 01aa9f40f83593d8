"""`rollback --with-secrets`: encrypted files go back too, for those who may read them today.

The old ciphertext gets a new data key that is wrapped for today's readers alone, so that nobody
who left is let in again, and nobody who came is locked out. Where that cannot be done for one
file, nothing is done.
"""

from confledger.cli.rollback.keeping import NEVER_PLAIN, Keeping
from confledger.git.tree_writing import Put
from confledger.rollback.plan import CHANGED, File, Kept
from confledger.rollback.restoring import OF_RULES, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.cli.rollback.draft import Draft
    from confledger.cli.rollback.opening import Opening
    from confledger.git.snapshot import CommitSnapshot
    from confledger.git.trees import Pair, TreeFile
    from confledger.rollback.sealed import Value
    from confledger.secrets.history import History
    from confledger.secrets.sops_file import SopsFile

SAME = "its values are those of then already"
STUCK = "it cannot go back"


class Going:
    """One encrypted file on its way back: as it is, as it was, and as it will be."""

    __slots__ = ("anew", "made", "now", "pair", "path", "then", "values")

    def __init__(self, path: str, pair: "Pair", *, anew: bool = True) -> None:
        self.path = path
        # Whether the file gets a new data key, or only a value of it is set.
        self.anew = anew
        self.pair = pair
        self.now: SopsFile | None = None
        self.then: SopsFile | None = None
        # None where it is to be deleted, or could not be made.
        self.made: SopsFile | None = None
        self.values: list[Value] = []


def put_back(draft: "Draft", files: "Mapping[str, Pair]") -> None:
    """Turn encrypted files that were kept into edits, and tell which values go back.

    `files` are as they are now and as they were then, both in the repository. Adds refusals to
    the plan where one cannot go back.
    """
    from confledger.cli.rollback.opening import NotBack, Opening
    from confledger.secrets.private_folder import ending_as_exit

    opening = Opening(draft.work)
    gone: list[Going] = []
    shut: dict[str, list[str]] = {}
    with ending_as_exit():
        for path, pair in files.items():
            going = Going(path, pair)
            try:
                if _changed(draft, opening, going):
                    gone.append(going)
                    put, note = None, ""
                    if going.made is not None and pair[1] is not None:
                        put, note = Put(pair[1].mode, data=going.made.data), "encrypted anew"
                    place(draft, path, pair, put, note)
                else:
                    _keep(draft, path, SAME)
            except NotBack as why:
                _keep(draft, path, STUCK)
                if why.code == "secrets-key":
                    shut.setdefault(str(why), []).append(path)
                    _guess(going)
                    gone.append(going)
                else:
                    draft.plan.refuse(why.code, f"{path}: {why}")
    for reason, paths in shut.items():
        draft.plan.refuse("secrets-key", f"{reason}: {', '.join(paths)}")
    tell(draft, gone, told=not shut)


def add(draft: "Draft") -> None:
    """Refuse a state that would let in who is no reader today, however its edits were made.

    All that makes edits has asked before; this looks at what came out.
    """
    from confledger.cli.rollback import leaking

    work, plan = draft.work, draft.plan
    keeping = Keeping(work)
    plain: dict[str, leaking.Sides] = {}
    for path, edit in plan.edits.items():
        now, then = (
            None if edit is None else _bytes(one, path) for one in (work.now, draft.result)
        )
        if then is None or then == now:
            continue
        why = keeping.judged(path, now, then)
        if why == OF_RULES:
            plan.refuse("rules", f"{path} {OF_RULES}: it never goes back")
        elif why == NEVER_PLAIN:
            plan.refuse("plain-secret", f"{path}: {NEVER_PLAIN}")
        elif why is not None:
            _verify_readers(draft, path, now, then)
        else:
            plain[path] = (now, then)
    leaking.add(draft, plain)


def _bytes(source: "CommitSnapshot", path: str) -> bytes | None:
    found = source.find(path)
    return found[1] if found is not None and isinstance(found[1], bytes) else None


def _verify_readers(draft: "Draft", path: str, now: bytes | None, then: bytes) -> None:
    """Refuse an encrypted file that somebody can open who cannot today."""
    from confledger.secrets import trust
    from confledger.secrets.sops_file import Unreadable, read

    rule = draft.work.rules.rule_for(path)
    try:
        made = read(then, path).metadata
        before = None if now is None else read(now, path).metadata
    except Unreadable:
        made = before = None
    today = set() if before is None else {one.key() for one in before.recipients}
    let_in = [] if made is None else [one for one in made.recipients if one.key() not in today]
    if rule is not None:
        let_in = [
            one for one in let_in if not any(trust.names(own, one) for own in rule.recipients)
        ]
    if made is None or let_in:
        plan_reason = f"{path} would be open to somebody who may not read it today"
        draft.plan.refuse("secrets-readers", plan_reason)


def _changed(draft: "Draft", opening: "Opening", going: Going) -> bool:
    """Make what a file will be; return whether that is anything else than it is now."""
    from confledger.rollback.sealed import going_back

    path, (now, then) = going.path, going.pair
    going.now = _file(draft, opening, path, now)
    if then is None:
        going.values = going_back(path, going.now, None, None)
        return True
    going.then = _file(draft, opening, path, then)
    assert going.then is not None
    rule = opening.rule(path)
    opening.note(going.then)
    if going.now is not None:
        opening.note(going.now)
        if not _compared(opening, going):
            return False
    else:
        going.values = going_back(path, None, going.then, None)
    going.made = opening.sealed_anew(going.then, rule, going.now)
    return True


def _compared(opening: "Opening", going: Going) -> bool:
    """Whether a file holds anything else then, in clear text; tells which values."""
    import os

    from confledger.rollback.sealed import going_back, same
    from confledger.secrets.compared import tags

    assert going.now is not None
    assert going.then is not None
    with opening.text(going.then) as then, opening.text(going.now) as now:
        if now.equals(then):
            return False
        key = os.urandom(32)
        opened = opening.parsed(going.now, now), opening.parsed(going.then, then)
        both = tags(opened[0], key), tags(opened[1], key)
        going.values = going_back(going.path, going.now, going.then, both)
        return not same(*opened, both)


def _guess(going: Going) -> None:
    """Tell what can be told without a key."""
    from confledger.rollback.sealed import going_back

    going.values = going_back(going.path, going.now, going.then, None)


def _file(
    draft: "Draft", opening: "Opening", path: str, file: "TreeFile | None"
) -> "SopsFile | None":
    """Return one side of a file, verified; None where it is not there, or not encrypted."""
    from confledger.cli.rollback.keeping import is_sealed

    data = Keeping(draft.work).content(file)
    return opening.read(path, data) if data is not None and is_sealed(path, data) else None


def place(draft: "Draft", path: str, pair: "Pair", put: Put | None, note: str) -> None:
    """Make a file that was kept one that goes back."""
    plan = draft.plan
    plan.edits = {**plan.edits, path: put}
    plan.kept = [one for one in plan.kept if one.path != path]
    kind = kind_of(pair) if pair[0] != pair[1] else CHANGED
    plan.files = sorted([*plan.files, File(path, kind, note)], key=lambda one: one.path)


def _keep(draft: "Draft", path: str, why: str) -> None:
    plan = draft.plan
    plan.kept = [Kept(path, why) if one.path == path else one for one in plan.kept]


def tell(draft: "Draft", gone: list[Going], *, told: bool) -> None:
    """Add to the plan who will read the files, and what goes back to which day."""
    from confledger.rollback import sealed
    from confledger.secrets.history import History

    work, plan = draft.work, draft.plan
    if not gone:
        return
    rules = tuple(file.path for file in work.rules.files.values())
    history = History(work.repository, work.head, paths=(*(one.path for one in gone), *rules))
    values = [value for one in gone for value in one.values]
    then = {one.path: one.then for one in gone if one.then is not None}
    sealed.date(values, then, history, _newer(draft))
    # What needs a person comes first: of a long list the end may not be shown.
    plan.secrets += _leavers(draft, gone, history)
    plan.secrets += sealed.warnings(values, _messages(draft, sealed.commits(values)))
    for one in gone:
        plan.secrets += _readers(draft, one, history)
        plan.secrets += sealed.lines(one.values, told=told)


def _readers(draft: "Draft", going: Going, history: "History") -> list[str]:
    """Return for whom a file is encrypted."""
    from confledger.secrets.naming import short
    from confledger.secrets.rule_names import bare

    rule = draft.work.rules.rule_for(going.path)
    if rule is None or going.then is None:
        return []
    names = history.names()
    called = [names.get(bare(one.identity)) or short(one) for one in rule.recipients]
    how = "encrypted anew" if going.anew else "encrypted"
    return [f"{going.path}: {how}, for {', '.join(dict.fromkeys(called))}"]


def _leavers(draft: "Draft", gone: list[Going], history: "History") -> list[str]:
    """Return who could read files then and may not today: what goes back, they know."""
    from confledger.secrets import trust
    from confledger.secrets.naming import short
    from confledger.secrets.rule_names import bare

    names = history.names()
    found: dict[str, list[str]] = {}
    for one in gone:
        rule = draft.work.rules.rule_for(one.path)
        if rule is None or one.then is None or not one.values:
            continue
        assert one.then.metadata is not None
        for left in trust.unauthorised(one.then.metadata, rule):
            name = names.get(bare(left.identity)) or short(left)
            found.setdefault(name, []).append(one.path)
    return [
        f"warning: {name} could read {', '.join(paths)} then and may not today, and knows what "
        "goes back: change it where it was issued"
        for name, paths in found.items()
    ]


def _newer(draft: "Draft") -> frozenset[str]:
    """Return the commits since then; where one commit is taken back, that one as well."""
    work, entry = draft.work, draft.plan.entry
    since = draft.target or ("" if entry is None else entry.oid)
    raw = work.repository.run("rev-list", work.head, *([f"^{since}"] if since else []), "--")
    found = frozenset(raw.decode("ascii").split())
    return found if entry is None else found | {entry.oid}


def _messages(draft: "Draft", commits: list[str]) -> dict[str, str]:
    """Return the whole messages of some commits."""
    if not commits:
        return {}
    raw = draft.work.repository.run(
        *("log", "--no-walk=unsorted", "--no-show-signature", "--encoding=UTF-8"),
        *("-z", "--format=%H%x00%B", *commits, "--"),
    )
    # A message may hold anything but NUL.
    fields = iter(raw.split(b"\0"))
    return {
        oid.decode("ascii"): message.decode("utf-8", "replace")
        for oid, message in zip(fields, fields, strict=False)
    }
