"""What a language model's part in an answer was. Only of answers; an abstention or a reply is none of its work."""

from __future__ import annotations

from lcassist.domain import Answer, AnswerKind
from lcassist_evals.results import Scores

MODEL_ENGINE = "llm"


def model_scores(answer: Answer) -> Scores:
    """Whether the model wrote the answer, and the shares of its statements that were verified and were dropped.

    The shares are None where it made no statement. A fallback keeps the verification of what was dropped.
    """
    if answer.kind is not AnswerKind.ANSWER:
        return {"model_written": None, "model_verified": None, "model_dropped": None}
    written = answer.engine == MODEL_ENGINE
    verification = answer.verification
    scores: Scores = {"model_written": float(written), "model_verified": None, "model_dropped": None}
    if verification is not None and verification.stated and (written or verification.dropped):
        scores["model_verified"] = verification.verified / verification.stated
        gone = sum(reason.startswith("dropped") for _, reason in verification.dropped)
        scores["model_dropped"] = gone / verification.stated
    return scores
