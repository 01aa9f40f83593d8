"""New generations for asyncio: they are published in a thread, and heard of in the loop."""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, Self

    from confledger.loader.config import Config

    class Watched(Protocol):
        """What publishes generations, and tells listeners of each, in whatever thread."""

        current: Config
        stopped: bool

        def listen(self, listener: Callable[[], None]) -> None:
            """Have a function called for each generation, and at the end."""

        def unlisten(self, listener: Callable[[], None]) -> None:
            """Call it no more."""


class Changes:
    """The generations that are published from now on, to be read with `async for`.

    Whoever takes long gets the last of those that came meanwhile: none is waited for.
    """

    def __init__(self, watched: "Watched") -> None:
        self._watched = watched
        self._seen = watched.current.snapshot.generation

    def __aiter__(self) -> "Self":
        return self

    async def __anext__(self) -> "Config":
        loop = asyncio.get_running_loop()
        told = asyncio.Event()

        def tell() -> None:
            try:
                loop.call_soon_threadsafe(told.set)
            except RuntimeError:
                # The loop was closed meanwhile.
                self._watched.unlisten(tell)

        self._watched.listen(tell)
        try:
            while True:
                config = self._watched.current
                if config.snapshot.generation > self._seen:
                    self._seen = config.snapshot.generation
                    return config
                if self._watched.stopped:
                    raise StopAsyncIteration
                await told.wait()
                told.clear()
        finally:
            self._watched.unlisten(tell)
