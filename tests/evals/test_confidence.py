from lcassist.reader.weights import reader_files
from lcassist_evals.confidence import decision


def test_it_is_the_decision_that_the_reader_takes() -> None:
    found, calibration = decision(), reader_files().calibration
    assert found.facts["threshold"] == calibration.threshold
    assert tuple(found.weights.values()) == calibration.weights
    assert list(found.weights) == ["unit", "answerable", "span"]
    assert "weights" not in found.facts
