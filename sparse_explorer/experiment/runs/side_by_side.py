"""Several streams of reports, worked at in threads of this process, as one stream.

For what torch computes without holding Python back: while one stream draws its noise, another classifies.
"""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")


def side_by_side(
    streams: Sequence[Callable[[], Generator[Item, None, None]]], at_once: int
) -> Generator[tuple[int, Item | None], None, None]:
    """Go through streams, some of them at once; closing this ends them, each before its next item.

    Example::

        >>> streams = [lambda: (c for c in "ab"), lambda: (c for c in "c")]
        >>> list(side_by_side(streams, at_once=1))
        [(0, 'a'), (0, 'b'), (0, None), (1, 'c'), (1, None)]

    Args:
        streams: each makes the generator that is gone through; it begins in the order of this list.
        at_once: how many; 1 goes through them in the caller's thread.

    Yields:
        The place of a stream, and its next item, or None at its end.

    Raises:
        Whatever a stream raises, once the others have stopped.
    """
    if at_once == 1:
        for place, stream in enumerate(streams):
            with closing(stream()) as items:
                for item in items:
                    yield place, item
            yield place, None
        return
    found: SimpleQueue[tuple[int, Item | Future[None]]] = SimpleQueue()
    stopped = threading.Event()

    def work(place: int) -> None:
        if stopped.is_set():
            return
        with closing(streams[place]()) as items:
            for item in items:
                if stopped.is_set():
                    return
                found.put((place, item))

    def tell_of(place: int) -> Callable[[Future[None]], None]:
        return lambda end: found.put((place, end))

    pool = ThreadPoolExecutor(at_once, "sweep")
    try:
        for place in range(len(streams)):
            pool.submit(work, place).add_done_callback(tell_of(place))
        ended = 0
        while ended < len(streams):
            place, told = found.get()
            if isinstance(told, Future):
                told.result()
                ended += 1
                yield place, None
            else:
                yield place, told
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)
