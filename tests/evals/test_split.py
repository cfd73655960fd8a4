from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcassist_evals.cases import Half, load_suites
from lcassist_evals.problems import EvalError
from lcassist_evals.split import Draft, assign, main, read_drafts, split

CASE = """- id: {id}
  category: {category}
  language: {language}
  question: When was Alba founded?  # a comment that stays
  expected: [["1904"]]
  evidence:
    - {{source: towns.md, quote: "Alba was founded in 1904."}}
"""


@pytest.fixture
def unsplit(tmp_path: Path, corpus: Path) -> Path:
    """A suite with 22 drafts in two files."""
    (tmp_path / "drafts").mkdir()
    for name, category, languages in (("a", "facts-in-prose", "en nl"), ("b", "how-why", "en")):
        cases = [
            CASE.format(id=f"{name}-{language}-{i}", category=category, language=language)
            for language in languages.split()
            for i in range(7)
        ]
        (tmp_path / "drafts" / f"{name}.yaml").write_text("# head\n" + "\n# note\n".join(cases), encoding="utf-8")
    text = f"name: towns  # kept\ncorpus: {corpus}\ncases:\n  - drafts/*.yaml\ngated: true\n"
    (tmp_path / "suite.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_case_goes_to_one_half_unchanged(unsplit: Path) -> None:
    (before,) = load_suites([unsplit])
    counts = split(unsplit, seed=7)
    (after,) = load_suites([unsplit])
    assert {case.id for case in after.cases} == {case.id for case in before.cases}
    assert {case.half for case in after.cases} == {Half.DEVELOPMENT, Half.HELDOUT}
    fields = {case.id: (case.turns, case.expected, case.evidence, case.category) for case in before.cases}
    assert {case.id: (case.turns, case.expected, case.evidence, case.category) for case in after.cases} == fields
    assert counts.total() == len(before.cases) == 21


def test_the_text_and_the_suites_other_settings_are_kept(unsplit: Path) -> None:
    split(unsplit, seed=7)
    assert (unsplit / "suite.yaml").read_text(encoding="utf-8").splitlines() == [
        "name: towns  # kept",
        next(iter(line for line in (unsplit / "suite.yaml").read_text().splitlines() if line.startswith("corpus"))),
        "cases: [cases/development/*.yaml, cases/heldout/*.yaml]",
        "gated: true",
    ]
    texts = [file.read_text(encoding="utf-8") for file in sorted(unsplit.glob("cases/*/*.yaml"))]
    assert sum(text.count("# a comment that stays") for text in texts) == 21
    assert sum(text.count("# note") for text in texts) == 19
    assert all("split once from drafts/" in text and "seed 7" in text for text in texts)


def test_both_halves_have_the_same_mix(unsplit: Path) -> None:
    counts = split(unsplit, seed=1)
    assert counts == Counter(
        {
            (Half.HELDOUT, "facts-in-prose"): 7,
            (Half.DEVELOPMENT, "facts-in-prose"): 7,
            (Half.HELDOUT, "how-why"): 4,
            (Half.DEVELOPMENT, "how-why"): 3,
        }
    )


_DRAFTS = st.lists(
    st.tuples(st.sampled_from(["how-why", "hostile", "aggregates"]), st.sampled_from(["en", "nl", "el"])),
    max_size=60,
)


@given(_DRAFTS, st.integers())
def test_no_group_is_lopsided(kinds: list[tuple[str, str]], seed: int) -> None:
    drafts = [Draft(Path("x"), f"c{i}", category, language, "") for i, (category, language) in enumerate(kinds)]
    halves = assign(drafts, seed)
    assert halves == assign(drafts[::-1], seed)
    for key in (lambda d: (d.category, d.language), lambda d: d.category, lambda d: ""):
        for group in {key(draft) for draft in drafts}:
            inside = Counter(halves[draft.id] for draft in drafts if key(draft) == group)
            assert abs(inside[Half.HELDOUT] - inside[Half.DEVELOPMENT]) <= 1


def test_another_seed_is_another_split(unsplit: Path) -> None:
    drafts = [draft for file in sorted((unsplit / "drafts").iterdir()) for draft in read_drafts(file)]
    assert len({tuple(sorted(assign(drafts, seed).items())) for seed in range(5)}) > 1


def test_a_second_split_is_refused(unsplit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(unsplit), "--seed", "1"]) == 0
    assert "how-why: 4 heldout, 3 development" in capsys.readouterr().out
    before = {file: file.read_bytes() for file in unsplit.rglob("*.yaml")}
    assert main([str(unsplit), "--seed", "2"]) == 2
    assert "is already split" in capsys.readouterr().err
    assert {file: file.read_bytes() for file in unsplit.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[{id: a, category: how-why, language: en}]\n", "no list of cases in block style"),
        ("- id: a\n  category: how-why\n", "x.yaml:1: a case needs language"),
        ("- id: a\n  category: &c how-why\n  language: en\n", "x.yaml:2: an anchor can't be split"),
        ("- id: a\n  category: why\n  language: en\n", "the category 'why' is unknown"),
        ("- id: a-en-0\n  category: how-why\n  language: en\n" * 2, "stand twice"),
    ],
)
def test_drafts_that_cannot_be_split(unsplit: Path, text: str, words: str) -> None:
    (unsplit / "drafts" / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=words):
        split(unsplit, seed=1)
    assert not (unsplit / "cases").exists()


def test_no_drafts(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="write the drafts first"):
        split(tmp_path, seed=1)
