"""Values of spreadsheets as their number formats show them."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist.corpus.parsers.number_format import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (None, "General", ""),
        (True, "General", "yes"),
        (1.5, "General", "1.5"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-3, "#,##0_);(#,##0)", "-3"),
        (-3, "0", "-3"),
        (-0.001, "0.0", "0.0"),
        (1.5, "0.0##", "1.5"),
        (12.3, '0.0 "kg"', "12.3 kg"),
        (5, "[$€-2] #,##0.00", "€ 5.00"),
        (1250.5, '"€" #,##0;[Red]-"€" #,##0', "€ 1,251"),
        (-1250.5, '"€" #,##0;[Red]-"€" #,##0', "-€ 1,251"),
        (2.5, "# ?/?", "2.5"),
        (12345.0, "0.00E+00", "12345"),
        (datetime.datetime(2020, 3, 1), "d mmm yyyy", "2020-03-01"),
        (datetime.datetime(2020, 3, 1, 9, 30), "d mmm yyyy hh:mm", "2020-03-01 09:30"),
        (datetime.date(2020, 3, 1), "d/m/yy", "2020-03-01"),
        (datetime.time(9, 30), "hh:mm", "09:30"),
        (datetime.timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
        ("text", "0.00", "text"),
    ],
)
def test_what_is_shown(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(st.floats(-1e12, 1e12), st.sampled_from(["0", "0.00", "#,##0.0", "General", "0.0 %", '#,##0 "m²"']))
def test_a_number_is_shown_as_that_number(value: float, code: str) -> None:
    text = shown(value, code)
    digits = re.sub(r"[^\d.\-]", "", text.replace("m²", ""))
    places = 0 if "." not in code else code.partition(".")[2].count("0")
    off = 10.0 ** -(places + (2 if "%" in code else 0)) if code != "General" else abs(value) * 1e-12 + 1e-12
    assert abs(float(digits) / (100 if "%" in code else 1) - value) <= off


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers(), st.text(max_size=20))
def test_no_format_makes_it_fail(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
