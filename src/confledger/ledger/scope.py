"""Which files of the ledger a path means: by that name, and through renames."""

from collections.abc import Callable, Iterable

from confledger.ledger.store import Store, bound


def files_at(store: Store, path: str, *, follow: bool) -> frozenset[int]:
    """Return the files that ever had a path, and with `follow` the other names of one of them.

    That is the one that has it now, else the one that had it last. Nothing, if no file ever did.
    """
    run = store.connection.execute
    asked = "SELECT id, lineage FROM files WHERE path = CAST(? AS TEXT)"
    found = run(asked, (bound(path),)).fetchall()
    held = frozenset(int(number) for number, _ in found)
    if not follow or not held:
        return held
    now = [one for number, one in found if _newest(store, one) == number]
    chosen = now or [one for _, one in sorted(found, key=lambda one: _last(store, one[0]))][-1:]
    names = {
        int(number)
        for lineage in chosen
        for (number,) in run("SELECT id FROM files WHERE lineage = ?", (lineage,))
    }
    return held | names


def files_below(store: Store, folder: str, *, follow: bool) -> frozenset[int]:
    """Return the files that ever were in a folder."""
    # `0` is what follows `/`.
    found = store.connection.execute(
        "SELECT id FROM files WHERE path >= CAST(? AS TEXT) AND path < CAST(? AS TEXT)",
        (bound(f"{folder}/"), bound(f"{folder}0")),
    ).fetchall()
    return _with_names(store, [int(one) for (one,) in found], follow=follow)


def files_like(store: Store, matches: Callable[[str], bool], *, follow: bool) -> frozenset[int]:
    """Return the files whose path ever matched."""
    found = store.connection.execute("SELECT id, path FROM files").fetchall()
    held = [int(number) for number, path in found if matches(path)]
    return _with_names(store, held, follow=follow)


def present(store: Store, number: int | None = None) -> dict[str, str]:
    """Return the lineage of each file of the mainline, by path, at a commit or at its end."""
    newest: dict[str, tuple[str, str]] = {}
    found = store.connection.execute(
        "SELECT f.path, f.lineage, v.kind FROM versions v JOIN files f ON f.id = v.file "
        'WHERE v.mainline AND (?1 IS NULL OR v."commit" <= ?1) ORDER BY v."commit", v.rowid',
        (number,),
    )
    for path, lineage, kind in found:
        newest[lineage] = (path, kind)
    return {path: lineage for lineage, (path, kind) in sorted(newest.items()) if kind != "removed"}


def _with_names(store: Store, files: Iterable[int], *, follow: bool) -> frozenset[int]:
    """Add the other names of those lineages whose newest name is among these."""
    held = frozenset(files)
    if not follow:
        return held
    found = set(held)
    run = store.connection.execute
    for number in held:
        (lineage,) = run("SELECT lineage FROM files WHERE id = ?", (number,)).fetchone()
        names = [one for (one,) in run("SELECT id FROM files WHERE lineage = ?", (lineage,))]
        if len(names) > 1 and _newest(store, lineage) in held:
            found.update(int(one) for one in names)
    return frozenset(found)


def _newest(store: Store, lineage: str) -> int | None:
    row = store.connection.execute(
        "SELECT v.file FROM files f JOIN versions v ON v.file = f.id WHERE f.lineage = ? "
        'ORDER BY v.mainline DESC, v."commit" DESC, v.rowid DESC LIMIT 1',
        (lineage,),
    ).fetchone()
    return None if row is None else int(row[0])


def _last(store: Store, file: int) -> int:
    """Return the last commit that had something to do with a file under this name."""
    row = store.connection.execute(
        'SELECT max("commit") FROM versions WHERE file = ?', (file,)
    ).fetchone()
    return int(row[0] or 0)
