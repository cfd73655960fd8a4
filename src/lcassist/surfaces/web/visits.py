"""What visitors have asked: their conversations by a token that only their own browser tab knows."""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from lcassist.surfaces.web.conversation import Conversation

_MOST = 500  # conversations that are kept; those that were not looked at for longest are forgotten
_TOKEN = re.compile(r"[0-9a-f]{32}")


class Visits:
    """Conversations by token, in memory. Safe to share between threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._under_way: WeakKeyDictionary[threading.Event, str] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, token: str) -> Conversation | None:
        """The conversation of a token; None where there is none, or no longer."""
        with self._lock:
            found = self._kept.get(token)
            if found is not None:
                self._kept.move_to_end(token)
            return found

    def keep(self, token: str, conversation: Conversation) -> None:
        """Keep a conversation; without a token it is nobody's, and is not kept."""
        if not token:
            return
        with self._lock:
            self._kept[token] = conversation
            self._kept.move_to_end(token)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def begun(self, token: str) -> threading.Event:
        """What ends an answer that begins now, when the visitor stops it."""
        stop = threading.Event()
        with self._lock:
            self._under_way[stop] = token
        return stop

    def is_busy(self, token: str) -> bool:
        """Whether an answer is under way for a visitor."""
        with self._lock:
            return token in self._under_way.values()

    def stop(self, token: str) -> None:
        """End what is under way for a visitor."""
        with self._lock:
            for stop, own in list(self._under_way.items()):
                if own == token:
                    stop.set()


def valid_token(token: object) -> str:
    """The token that a browser gave, or a new one where that is none."""
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else secrets.token_hex(16)
