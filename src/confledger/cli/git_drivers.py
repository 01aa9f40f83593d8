"""Let git show and merge encrypted files through us: what is set in a clone for that.

A driver is named in the attributes of a file, and defined in the configuration of a clone. Both
are local; lines for `.gitattributes` are suggested, never written.
"""

import os

from confledger.cli.attributes_file import AttributesFile
from confledger.cli.failure import shown
from confledger.cli.hook_script import this_program
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile

NAME = "confledger-sops"
_BEGIN = "# >>> confledger >>>"
_END = "# <<< confledger <<<"
_ATTRIBUTES = ("diff", "merge")
# What leaves it to us: no driver, this one, and the one that shows all configuration by value.
_OURS = ("", NAME, "confledger")
# What each ciphertext begins with.
_CIPHERTEXT = "ENC[AES256_GCM,"
# What the configuration is to have, and what is said of it.
_DIFF, _MERGE = f"diff.{NAME}", f"merge.{NAME}"


def settings() -> dict[str, str]:
    """Return the options that define both drivers."""
    run = " ".join(this_program())
    return {
        f"{_DIFF}.textconv": f"{run} secrets textconv",
        # Another setting may be in force for all drivers one day; git would keep what it showed.
        f"{_DIFF}.cachetextconv": "false",
        f"{_MERGE}.name": "encrypted files, value by value",
        f"{_MERGE}.driver": f"{run} secrets merge -- %O %A %B %P",
    }


class Drivers:
    """The drivers of one clone: what is there, and what would be."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._attributes = AttributesFile(repository, _BEGIN, _END)
        self.encrypted = encrypted(repository)
        self._configured: dict[str, str] | None = None

    @property
    def there(self) -> bool:
        """Whether anything of ours is in this clone."""
        return bool(self.configured) or self._attributes.there

    @property
    def configured(self) -> dict[str, str]:
        """The options of our drivers, as this clone has them."""
        if self._configured is None:
            try:
                raw = self._repository.run(
                    "config", "--local", "-z", "--get-regexp", rf"^(diff|merge)\.{NAME}\."
                )
            except GitFailed:
                raw = b""
            pairs = (one.partition("\n") for one in os.fsdecode(raw).split("\0")[:-1])
            self._configured = {name: value for name, _, value in pairs}
        return self._configured

    def missing(self) -> list[str]:
        """Return the encrypted files that git neither shows nor merges through any driver."""
        given = self._given(list(self.encrypted))
        return [path for path in self.encrypted if not all(given[path].values())]

    def lines(self) -> list[str]:
        """Return the lines of attributes that are needed, as few as say no more than they have to.

        What somebody has given another driver keeps it.
        """
        given = self._given(list(self.encrypted))
        rows: dict[tuple[str, ...], list[str]] = {}
        for path in self.encrypted:
            free = tuple(one for one in _ATTRIBUTES if given[path][one] in _OURS)
            if free:
                rows.setdefault(free, []).append(path)
        found = []
        tracked = os.fsdecode(self._repository.run("ls-files", "-z", "--full-name"))
        for free, paths in rows.items():
            suffix = " ".join(f"{one}={NAME}" for one in free)
            found += [f"{one} {suffix}" for one in patterns(paths, tracked.split("\0"))]
        return found

    def plan(self, action: str) -> list[tuple[str, list[str] | None]]:
        """Return what is to be done: what is said of it, and the arguments for `git config`.

        None is what is done to the file of attributes.
        """
        if action == "uninstall":
            steps: list[tuple[str, list[str] | None]] = [
                (f"{name} from git's configuration", ["--remove-section", name])
                for name in (_DIFF, _MERGE)
                if any(one.startswith(f"{name}.") for one in self.configured)
            ]
            if self._attributes.there:
                steps.append((f"our lines from {self._attributes.shown}", None))
            return steps
        if not self.encrypted and not self.there:
            return []
        steps = [
            (f"{name} in git's configuration", [name, value])
            for name, value in settings().items()
            if self.configured.get(name) != value
        ]
        if self._with() != self._attributes.text():
            steps.append((f"our lines in {self._attributes.shown}", None))
        return steps

    def make(self, action: str, *, dry: bool = False) -> list[str]:
        """Do what is to be done; return a line on each step."""
        verb = "remove" if action == "uninstall" else "set"
        done = {"remove": "removed", "set": "set"}[verb]
        said = []
        for what, arguments in self.plan(action):
            if not dry and arguments is not None:
                self._repository.run("config", "--local", *arguments)
            elif not dry:
                self._attributes.write(
                    self._attributes.without() if verb == "remove" else self._with()
                )
            said.append(f"{f'would {verb}' if dry else done} {what}\n")
        if not dry:
            self._configured = None
        return said

    def states(self) -> list[str]:
        """Return one line on how encrypted files are shown and merged; none without any."""
        if not self.encrypted and not self.there:
            return []
        if self.plan("install"):
            return [
                f"diff and merge of encrypted files: {'not all ' if self.there else 'not '}"
                "installed; to install: confledger git install\n"
            ]
        return ["diff and merge of encrypted files: installed\n"]

    def suggestion(self) -> str:
        """Return the lines that give everybody's clone the attributes; empty without any."""
        lines = self._own_lines("")
        if not lines or not self._unshared():
            return ""
        rows = "".join(f"  {shown(one)}\n" for one in lines)
        return (
            "git shows and merges encrypted files value by value now, in this clone; for the "
            f"others as well, put into .gitattributes:\n{rows}"
        )

    def _unshared(self) -> list[str]:
        """Return the files to which the attributes that everybody gets give no driver of ours.

        As far as the file at the root says; its patterns are those of .gitignore.
        """
        from confledger.checks.gitignore import parsed

        assert self._repository.top is not None
        try:
            with open(os.path.join(self._repository.top, ".gitattributes"), "rb") as file:
                lines = [line.split() for line in file if NAME.encode() in line]
        except OSError:
            lines = []
        rules = parsed(b"\n".join(words[0] for words in lines))
        return [path for path in self.encrypted if not any(matches(path) for matches, *_ in rules)]

    def _given(self, paths: list[str]) -> dict[str, dict[str, str]]:
        """Return the drivers that the attributes of each file name; empty where none do."""
        found = {path: dict.fromkeys(_ATTRIBUTES, "") for path in paths}
        if not paths:
            return found
        given = os.fsencode("".join(f"{path}\0" for path in paths))
        said = self._repository.fed(given, "check-attr", "-z", "--stdin", *_ATTRIBUTES)
        fields = os.fsdecode(said).split("\0")
        for path, attribute, value in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
            if value not in ("unspecified", "set"):
                found[path][attribute] = value
        return found

    def _with(self) -> str:
        """Return the file with our lines, which come first: those of the user hold over them."""
        rest = self._attributes.without()
        lines = self._own_lines(rest)
        if not lines:
            return rest
        return self._attributes.block(["# remove: confledger git uninstall", *lines]) + rest

    def _own_lines(self, rest: str) -> list[str]:
        """Return the lines that are needed here: none that `.gitattributes` has already."""
        try:
            with open(
                os.path.join(self._repository.top or "", ".gitattributes"), encoding="utf-8"
            ) as file:
                there = {" ".join(line.split()) for line in file}
        except (OSError, UnicodeDecodeError):
            there = set()
        there |= {" ".join(line.split()) for line in rest.splitlines()}
        return [line for line in self.lines() if line not in there]


def encrypted(repository: Repository) -> "dict[str, SopsFile]":
    """Return the encrypted files in the index, by path; those that merely look so are left out."""
    from confledger.git.snapshot import IndexSnapshot
    from confledger.secrets import sops_file

    marks = ("-e", _CIPHERTEXT, "-e", "lastmodified", "--all-match")
    try:
        raw = repository.run("grep", "--cached", "-I", "-l", "-z", "--full-name", "-F", *marks)
    except GitFailed:
        # There is none; or objects are missing, in a partial clone.
        return {}
    snapshot = IndexSnapshot(repository, sops_file.MOST_BYTES)
    found = {}
    try:
        for path in sorted(set(os.fsdecode(raw).split("\0")[:-1])):
            held = snapshot.find(path)
            if held is None or not isinstance(held[1], bytes):
                continue
            try:
                file = sops_file.read(held[1], path)
            except sops_file.Unreadable:
                continue
            if file.metadata is not None:
                found[path] = file
    finally:
        snapshot.close()
    return found


def patterns(paths: list[str], tracked: list[str]) -> list[str]:
    """Return patterns of attributes for exactly these of the tracked files, and their like.

    By the name or its last two endings, where no other file has it; else one by one.
    """
    wanted = set(paths)
    others = [path.rpartition("/")[2] for path in tracked if path and path not in wanted]
    found: set[str] = set()
    for path in paths:
        name = path.rpartition("/")[2]
        parts = name.split(".")
        ending = ".".join(("", *parts[-2:])) if len(parts) > 2 and parts[0] else ""
        if ending and not any(one.endswith(ending) for one in others):
            found.add(f"*{ending}")
        elif name not in others and sum(one.rpartition("/")[2] == name for one in paths) > 1:
            found.add(_escaped(name))
        else:
            found.add("/" + _escaped(path))
    return sorted(_quoted(one) for one in found)


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in "*?[\\" else one for one in text)


def _quoted(pattern: str) -> str:
    """Return a pattern as a line of attributes takes it, quoted where it has to be."""
    if not any(one.isspace() or one in '"#!' for one in pattern):
        return pattern
    return '"' + pattern.replace("\\", "\\\\").replace('"', '\\"') + '"'
