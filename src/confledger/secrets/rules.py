"""The creation rules of `.sops.yaml`: which files are encrypted, for whom, and which values."""

from confledger.secrets.rule_file import Rule, RuleFile

__all__ = ["FILE", "MISNAMED", "Rule", "RuleFile", "Rules", "read"]

FILE = ".sops.yaml"
MISNAMED = (".sops.yml", ".sops.json", "sops.yaml", "sops.yml")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Rules:
    """All rule files of one state of the repository; the nearest above a file governs it.

    SOPS looks for one from its working directory upwards: it takes the same where it is run in
    the folder of the file, or where there is but one.
    """

    __slots__ = ("files",)

    def __init__(self, files: "Iterable[RuleFile]") -> None:
        self.files = {one.folder: one for one in files}

    def file_for(self, path: str) -> RuleFile | None:
        """Return the rule file that SOPS would find for a path from the root."""
        folder = path
        while folder:
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
            if folder in self.files:
                return self.files[folder]
        return None

    def rule_for(self, path: str) -> Rule | None:
        """Return the rule that governs a path; None where no rule file or no rule does."""
        found = self.file_for(path)
        return None if found is None else found.rule_for(path)


def read(data: bytes, path: str = FILE) -> RuleFile:
    """Read creation rules; what is wrong is in `faults`, nothing is raised."""
    from confledger.secrets.rule_reading import fill

    made = RuleFile(data, path)
    fill(made)
    return made


def unread(path: str, reason: str) -> RuleFile:
    """Return what stands for creation rules that SOPS may read, and nobody here can."""
    made = RuleFile(b"", path)
    made.broken = True
    made.faults.append(((), f"which files it governs cannot be told: {reason}"))
    return made
