"""Why a file of the scope stays as it is: it says who may read secrets, it holds some, or ought to.

No option overrides what is judged here: encrypted files come back by `--with-secrets` through
`sealed` alone, which encrypts them for the readers of today. Rules never come back, also where
that would only take a reader away: his name gone from the rules closes no file, and
`confledger secrets offboard` does all of it.
"""

import os

from confledger.rollback.restoring import OF_RULES, OF_SECRETS, RULES
from confledger.rollback.scope import FILE, KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from confledger.cli.rollback.draft import Draft
    from confledger.cli.rollback.work import Work
    from confledger.git.trees import Pair, TreeFile

NEVER_PLAIN = "it was in plain text then, and is to be encrypted today: that never comes back"
_FILES = ("100644", "100755")
# The key of a rule file; another name than `.sops.yaml` is given to sops, or is linked to.
_RULES_KEY = b"creation_rules"
_YAML = (".yaml", ".yml")


class Keeping:
    """Judges each file that would be another one.

    `sealed` are those kept that `--with-secrets` may bring back: encrypted then, or gone then.
    """

    def __init__(self, work: "Work") -> None:
        self._work = work
        self.sealed: dict[str, Pair] = {}

    def __call__(self, path: str, pair: "Pair") -> str | None:
        """Return the reason; None where the file goes back. The objects are in the repository."""
        now, then = pair
        if os.path.basename(path) in RULES:
            return OF_RULES
        if now is not None and then is not None and now.oid == then.oid:
            # Its mode alone.
            return None
        why = self.judged(path, self.content(now), self.content(then))
        if why == OF_SECRETS and (then is None or then.mode in _FILES):
            self.sealed[path] = pair
        return why

    def judged(self, path: str, now: bytes | None, then: bytes | None) -> str | None:
        """Return the reason by what a file holds and would hold; None is no file."""
        if os.path.basename(path) in RULES or _rules(path, now) or _rules(path, then):
            return OF_RULES
        sealed_now, sealed_then = is_sealed(path, now), is_sealed(path, then)
        if then is not None and not sealed_then:
            return NEVER_PLAIN if sealed_now or self._meant(path, then) else None
        if sealed_now or sealed_then or (now is not None and self._meant(path, now)):
            return OF_SECRETS
        return None

    def content(self, file: "TreeFile | None") -> bytes | None:
        """Return the bytes of a regular file; None where it is something else, or nothing."""
        if file is None or file.mode not in _FILES:
            return None
        from confledger.git.snapshot import FILE, Entry

        for _, content in self._work.now.stream([Entry("", FILE, file.oid)]):
            if isinstance(content, bytes):
                return content
        # Too large to be looked at, or lost: it says nothing.
        return b""

    def _meant(self, path: str, data: bytes) -> bool:
        """Whether a rule of today wants a plain file encrypted, as the checks see it."""
        rule = self._work.rules.rule_for(path)
        if rule is None:
            return False
        from confledger.secrets import intent
        from confledger.secrets.sops_file import Unreadable, read

        try:
            return intent.meant(read(data, path), rule) is not None
        except Unreadable:
            return intent.by_name(path, rule)


def is_sealed(path: str, data: bytes | None) -> bool:
    """Whether a file is encrypted by SOPS; one that looks like it and cannot be read counts."""
    if data is None or b"ENC[" not in data:
        return False
    from confledger.secrets.sops_file import Unreadable, looks_encrypted, read, store_of

    if not looks_encrypted(data, store_of(path)):
        return False
    try:
        return read(data, path).metadata is not None
    except Unreadable:
        return True


def refuse_nothing_left(draft: "Draft", changed: "Collection[str]" = ()) -> None:
    """Refuse what cannot do anything: a scope of rules, or one of secrets that are kept.

    `changed` are the files of the one commit that is taken back; it counts where all are kept.
    """
    plan = draft.plan
    if plan.edits or not plan.kept or plan.refusals:
        return
    why = {one.path: one.why for one in plan.kept}
    reasons = set(why.values())
    alone = draft.scope.kind in (FILE, KEY) or (changed and {*changed} <= {*why})
    if OF_SECRETS in reasons and (alone or _only_secrets(draft)):
        reason = f"{plan.scope} holds nothing but secrets, which stay as they are"
        if changed:
            reason = "it changed nothing but secrets and their rules, which stay as they are"
        plan.refuse("secrets", reason, "--with-secrets")
    elif alone and OF_RULES in reasons:
        path = next(path for path, one in why.items() if one == OF_RULES)
        plan.refuse("rules", f"{path} {OF_RULES}: it never goes back")
    elif alone and NEVER_PLAIN in reasons:
        path = next(path for path, one in why.items() if one == NEVER_PLAIN)
        plan.refuse("plain-secret", f"{path} stays as it is: {NEVER_PLAIN}")


def _only_secrets(draft: "Draft") -> bool:
    """Whether no file of a scope is anything else; it stops at the first that is."""
    work = draft.work
    keeping = Keeping(work)
    known = {one.path for one in draft.plan.kept}
    for path, entry in work.now.entries().items():
        if path in known or not draft.scope.holds(path):
            continue
        found = work.now.find(path)
        data = found[1] if found is not None and isinstance(found[1], bytes) else b""
        if entry.kind != "file" or keeping.judged(path, data, None) is None:
            return False
    return True


def _rules(path: str, data: bytes | None) -> bool:
    """Whether a file holds creation rules, whatever its name."""
    if data is None or _RULES_KEY not in data or not path.endswith(_YAML):
        return False
    return any(line.startswith(_RULES_KEY) for line in data.splitlines())
