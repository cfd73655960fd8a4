"""The report as JUnit XML, for servers that show test results.

The suite "gates" fails where a floor fails. Each shown case is a test case that fails where it is not
correct; the held-out cases are one test case of totals per suite. The exit status of the run follows the
gates alone, so a server should be told to show the case failures and not to fail on them.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lcassist_evals.cases import Half
from lcassist_evals.gates import FloorState
from lcassist_evals.reporting.model import Report
from lcassist_evals.reporting.sections import gate_line
from lcassist_evals.results import CaseResult

# XML 1.0 has no way to write the other characters, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report) -> str:
    """The XML text."""
    root = Element("testsuites", name="lcassist eval")
    _gates(root, report)
    for suite in report.run.suites:
        _cases(root, suite, report)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _gates(root: Element, report: Report) -> None:
    suite = SubElement(root, "testsuite", name="gates")
    ran = _case(suite, "gates", "the run is complete")
    if not report.run.complete:
        SubElement(ran, "error", message=_legal(report.verdict))
    for result in report.gates:
        case = _case(suite, "gates", result.gate.title)
        text = gate_line(result)
        if result.floor is FloorState.FAILS:
            SubElement(case, "failure", message=_legal(text))
        elif result.floor in (FloorState.NOT_CHECKED, FloorState.NOT_GATED):
            SubElement(case, "skipped", message=_legal(text))
        SubElement(case, "system-out").text = _legal(text)
    _count(suite)


def _cases(root: Element, name: str, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=_legal(name))
    for result in report.shown:
        if result.suite == name:
            _result(suite, result)
    hidden = [r for r in report.run.results if r.suite == name and r.half is Half.HELDOUT]
    if hidden and not report.details_heldout:
        case = _case(suite, f"{name}.heldout", "held-out cases, as totals")
        right = sum(result.correct for result in hidden)
        SubElement(case, "system-out").text = f"{right} of {len(hidden)} correct"
    _count(suite)


def _result(suite: Element, result: CaseResult) -> None:
    case = _case(suite, f"{result.suite}.{result.category}", result.id)
    if result.seconds is not None:
        case.set("time", f"{result.seconds:.3f}")
    if result.error:
        SubElement(case, "error", message=_legal(result.error))
    elif not result.correct:
        failure = SubElement(case, "failure", message=_legal("; ".join(result.missing)))
        failure.text = _legal(f"{' / '.join(result.turns)}\n\n{result.text}")


def _case(suite: Element, group: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=_legal(group), name=_legal(name))


def _count(suite: Element) -> None:
    counts = Counter(child.tag for case in suite for child in case)
    suite.set("tests", str(len(suite)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(counts[tag]))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
