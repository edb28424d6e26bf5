"""What server and worker say to each other: frames of a length, a kind and JSON, over one socket."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from enum import IntEnum

_HEAD = struct.Struct(">IB")
MAX_FRAME_BYTES = 1 << 28


class Word(IntEnum):
    """What a frame is. The first three go to the worker, the others come from it."""

    TASK = 1
    STOP = 2
    ANSWER = 3
    READY = 10
    EVENT = 11
    ASK = 12
    DOCUMENT = 13
    OUTCOME = 14
    RESULT = 15
    FAILED = 16


@dataclass(frozen=True)
class Frame:
    """One message; content is JSON, but for a document: its name, a zero byte, and what it holds."""

    word: Word
    content: bytes

    def encoded(self) -> bytes:
        """Return the bytes that say it."""
        return _HEAD.pack(len(self.content), self.word) + self.content


def read_frame(stream: socket.socket) -> Frame | None:
    """Return the next frame from a blocking socket, None at its end."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    size, word = _HEAD.unpack(head)
    content = _exactly(stream, size)
    return None if content is None else Frame(Word(word), content)


async def next_frame(stream: asyncio.StreamReader) -> Frame | None:
    """Return the next frame, None at the end, or if what comes is none."""
    try:
        size, word = _HEAD.unpack(await stream.readexactly(_HEAD.size))
        if size > MAX_FRAME_BYTES:
            return None
        return Frame(Word(word), await stream.readexactly(size))
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        return None


def _exactly(stream: socket.socket, size: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < size:
        piece = stream.recv(min(size - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)
