"""A bar for what takes more than a second, on a terminal."""

import time


class Progress:
    """Called with what is done and what there is; draws nothing in the first second."""

    def __init__(self, what: str = "checking") -> None:
        self._what = what
        self._started = time.monotonic()
        self._bar: object = None

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._bar is None:
            if time.monotonic() - self._started < 1.0 or total == 0:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            console = Console(stderr=True)
            # Where it does not draw, it would still leave an empty line.
            bar = Bar(console=console, transient=True, disable=not console.is_terminal)
            self._task = bar.add_task(self._what, total=total)
            bar.start()
            self._bar = bar
        self._bar.update(self._task, completed=done)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()  # type: ignore[attr-defined]
            self._bar = None
