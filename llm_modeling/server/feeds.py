"""Feeds: who follows a job hears of its events as soon as they are stored."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable

from llm_modeling.server.bodies import State
from llm_modeling.server.store import Store, StoredEvent

FINAL_EVENTS = frozenset(str(state) for state in State if state.is_final)
_TAIL = 256


class _Feed:
    def __init__(self) -> None:
        self.tail: deque[StoredEvent] = deque(maxlen=_TAIL)
        self.changed = asyncio.Event()
        self.followers = 0

    def since(self, seq: int) -> list[StoredEvent] | None:
        """Return the events after a place, None if they are no longer all here."""
        whole = self.tail and self.tail[-1].seq - self.tail[0].seq + 1 == len(self.tail)
        if not whole or self.tail[0].seq > seq + 1:
            return None
        return [event for event in self.tail if event.seq > seq]


class Feeds:
    """The newest events of jobs that are followed; older ones are read from the store. For the event loop's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._feeds: dict[str, _Feed] = {}
        self._closing = False

    @property
    def followers(self) -> int:
        """How many streams are open."""
        return sum(feed.followers for feed in self._feeds.values())

    def publish(self, job_id: str, events: Iterable[StoredEvent]) -> None:
        """Hand on events that are stored."""
        feed = self._feeds.get(job_id)
        if feed is not None:
            feed.tail.extend(events)
            feed.changed.set()
            feed.changed = asyncio.Event()

    def close(self) -> None:
        """End all streams; who follows comes back with the last id it has seen."""
        self._closing = True
        for feed in self._feeds.values():
            feed.changed.set()

    async def follow(self, job_id: str, after: int) -> AsyncIterator[StoredEvent]:
        """Yield the events of a job after a place, as they come, up to the final one."""
        feed = self._feeds.setdefault(job_id, _Feed())
        feed.followers += 1
        try:
            while not self._closing:
                changed = feed.changed  # before reading: what is stored while we read sets it
                events = feed.since(after)
                if events is None:
                    events = await asyncio.to_thread(self._store.events_after, job_id, after)
                for event in events:
                    yield event
                    after = event.seq
                    if event.event in FINAL_EVENTS:
                        return
                if not events:
                    if not feed.tail and await asyncio.to_thread(self._store.job, job_id) is None:
                        return  # it was deleted
                    await changed.wait()
        finally:
            feed.followers -= 1
            if not feed.followers:
                self._feeds.pop(job_id, None)
