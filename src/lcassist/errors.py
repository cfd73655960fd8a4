"""Every error that a user can meet. Its message names the thing and the mend, on one line."""


class LcassistError(Exception):
    """The base of all errors that this package raises on purpose."""


class SettingsError(LcassistError):
    """A setting is unknown, or has a value that can't be."""


class CorpusError(LcassistError):
    """The corpus as a whole can't be read: it is missing, empty, or its sources.yaml is malformed."""


class Unreadable(LcassistError):
    """One source can't be read; the message is the reason. The others are not touched by it."""


class NotFetched(LcassistError):
    """One address could not be got; the message is the reason. The others are not touched by it."""


class FetchError(LcassistError):
    """Nothing can be fetched: an address that is none, another run under way, a folder that can't be written."""


class ModelUnavailable(LcassistError):
    """The embedding model can't be loaded or converted."""


class IndexMissing(LcassistError):
    """There is no index at that path yet."""


class IndexMismatch(LcassistError):
    """The index was made with another model, other chunking settings or another schema version."""


class IndexDamaged(LcassistError):
    """The index is there and can't be read."""


class IndexLocked(LcassistError):
    """Another run is writing this index."""


class IndexNotWritten(LcassistError):
    """No new index was made (a full disk, no permission); the old one, if any, still answers."""


class QuestionError(LcassistError):
    """The question can't be answered as it was put: empty, only punctuation, or too long."""


class AnswerTimeout(LcassistError):
    """Answering took longer than the settings allow."""


class AnswerStopped(LcassistError):
    """The question was stopped: nobody waits for its answer."""


class SourceUnknown(LcassistError):
    """No source of that name is in the index."""


class EngineUnavailable(LcassistError):
    """The engine that was asked for is not there."""
