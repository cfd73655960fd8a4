"""What a question asks to be done, as the reader tells it: the classes of its last head, in their order."""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """One fact or all of a list are looked up; others compute, hold against each other, or explain; the last two ask
    what the documents as a whole are about, and of them as such: which there are, by whom, of when."""

    FACT = "fact"
    LIST = "list"
    HOW = "how"
    WHY = "why"
    YES_NO = "yesno"
    COMPARE = "compare"
    MAX = "max"
    MIN = "min"
    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    DIFFERENCE = "difference"
    SHARE = "share"
    ORDER = "order"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    EQUAL = "equal"
    ABOUT = "about"
    SOURCES = "sources"


OPERATIONS = tuple(Operation)
