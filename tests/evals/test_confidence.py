from dataclasses import fields

from lcassist.answer.confidence import Features, operating_point
from lcassist_evals.confidence import decision


def test_it_is_the_decision_that_the_assistant_takes() -> None:
    found = decision()
    assert found.facts["operating_point"] == operating_point()
    assert 0.5 < float(found.facts["roc_auc"]) <= 1
    assert found.weights.keys() <= {field.name for field in fields(Features)}
