"""The text inside each backup: how to get at everything on a machine without confledger.

Every indented line is a command, and works as it stands once the names in capitals are filled in.
The text may change: a backup says the digest of the one that it was written with.
"""

NAME = "README.txt"
# What is longer is no text of ours.
MOST = 1 << 16
_TEXT = """\
This is a backup of a git repository, made by confledger. With confledger:

    confledger backup restore NAME FOLDER --from PLACE --identity KEY-FILE

Without it, in a new folder, and with {tools}:

    tar -xf FILE
    {open}
    git clone --mirror repository.bundle all.git
    git clone all.git FOLDER

all.git has every reference, FOLDER the branches and the files.

This is enough where FILE has -full- in its name. One with -incr- follows another: "base" in its
backup.json begins with the last part of the name of that one. Go back so to the one with -full-,
bring it back as above, and then each that follows, the oldest first, into the same all.git:

    rm -f repository.bundle
    tar -xf FILE
    {open}
    git --git-dir all.git fetch --prune repository.bundle '+refs/*:refs/*'

and clone all.git last. manifest.json has the branch of HEAD, and where every reference was. The
files *.gz (of the ledger, the journal, settings of git) are unpacked with: gzip -d NAME.gz
"""
_OPEN = {
    "age": ("tar, age and git", "age -d -i KEY-FILE payload.tar.age | tar -xf -"),
    "": ("tar and git", "tar -xf payload.tar"),
}


def text(encrypted: str) -> bytes:
    """Return the text of a new backup, by how it is encrypted."""
    tools, command = _OPEN[encrypted]
    return _TEXT.format(tools=tools, open=command).encode("ascii")
