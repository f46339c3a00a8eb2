"""The model file: what it holds comes back, what is wrong with it is located."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import jsonschema  # type: ignore[import-untyped, unused-ignore]
import pytest
import yaml

from coalition.example import TEXT, example
from coalition.oracle import random_model
from willing.coalition.errors import FormulaError, ModelFileError
from willing.coalition.file import load_model, read_model
from willing.coalition.formula import Formula, parse, render
from willing.coalition.schema import model_schema
from willing.coalition.values import Belief, Clause, Commitment, Event, Model, Requirement
from willing.coalition.writer import dump_model, model_record

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "model-schema.json"


def test_what_is_written_reads_back() -> None:
    model = example()
    assert read_model(dump_model(model)) == model


def test_awkward_values_read_back() -> None:
    model = Model(
        name="no",
        title="yes: *maybe* & 'so' \"what\" #1",
        events=(Event("the parliament agrees", cost=0, concession=True), Event("2030")),
        commitments=(
            Commitment(
                "a b",
                "NO",
                "on",
                low=Fraction(1, 3),
                high=10**40,
                when=(
                    Clause(parse('"the parliament agrees" and not "2030"'), "said: \n so", ("x",)),
                    Clause(parse('#"a b" or AND.or.x')),
                ),
                note="~",
            ),
            Commitment("null", "null", "true", low=0, high=0),
        ),
        requirements=(Requirement("r", needs=(("on", Fraction(5, 2)), ("true", 0))),),
        beliefs=(("2030", Belief(Fraction(1, 10), Fraction(1, 7))),),
        units=(("on", "troops"),),
    )
    assert read_model(dump_model(model)) == model


@pytest.mark.parametrize("seed", range(50))
def test_random_models_read_back_and_fit_the_schema(seed: int) -> None:
    model = random_model(Random(seed), negate=True)
    assert read_model(dump_model(model)) == model
    jsonschema.validate(yaml.safe_load(dump_model(model)), model_schema())


def test_the_published_schema_is_the_one_in_the_code() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == model_schema()
    jsonschema.Draft202012Validator.check_schema(model_schema())
    jsonschema.validate(yaml.safe_load(TEXT), model_schema())
    jsonschema.validate(json.loads(json.dumps(model_record(example()))), model_schema())


# What is put in place of what, with ‹ before the character that the error has to point at.
ERRORS = [
    ("name: reassurance-force", "‹nam: x", "did you mean “name”?"),
    ("format: willing-model/1", "format: ‹willing-model/2", "expected willing-model/1"),
    ("cost: 3", "cost: ‹-3", "not below zero"),
    ("high: 9000", "high: ‹900", "below low"),
    ("ceasefire and #gbr-land", "ceasefire and ‹#gbr-lnd", "did you mean “gbr-land”?"),
    ("ceasefire and #gbr-land", "ceasefire and ‹gbr-land", "write #gbr-land"),
    ("ceasefire and #gbr-land", "ceasefire ‹und #gbr-land", "expected “and”"),
    ("firmness: commit", "firmness: ‹sworn", "expected deliver, commit"),
    ("{id: est-land", "‹{id: tur-sea", "comes twice"),
    ("needs: {land: 11000}", "needs: {land: ‹many}", "expected a number"),
    ("[0.2, 0.4]", "[0.2, ‹1.4]", "from 0 to 1"),
    ("[0.2, 0.4]", "‹[0.2, 0.4, 0.5]", "[low, high]"),
    ("[0.2, 0.4]", "[‹0.2, 0.1]", "above the high end"),
    ("  congress: 0.5", "  ‹congres: 0.5", "none of the model's"),
    ("concession: true, cost: 3", "concession: ‹perhaps", "true or false"),
    ("evidence: [P1]", "evidence: &a [P1, ‹*a]", "alias"),
    ("sea, by: ROU", "sea, by: ‹!!str ROU", "tag"),
    ("sea, by: ROU", "sea, commitments: [‹nobody]", "no commitment has the id"),
    ("  ceasefire: {title", "  ‹TUR.sea: {title", "it can be no event"),
    ("title: Kyiv asks", "title: [Kyiv, asks]", "expected text"),
]


@pytest.mark.parametrize(("old", "new", "words"), ERRORS)
def test_errors_point_at_their_place(old: str, new: str, words: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    before = text[: text.index("‹")] if "‹" in text else text[: text.index("[Kyiv")]
    with pytest.raises(ModelFileError) as caught:
        read_model(text.replace("‹", ""), "force.yaml")
    assert words in str(caught.value)
    assert caught.value.line == before.count("\n") + 1
    assert caught.value.column == len(before) - before.rfind("\n")
    assert str(caught.value).startswith("force.yaml:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "[]",
        "{}",
        "format: willing-model/1",
        "format: willing-model/1\nname: x\nname: y",
        "format: willing-model/1\nname: x\n---\nname: y",
        "format: willing-model/1\nname: x\ncommitments: [{id: a, actor: b, issue: c, when: }]",
        "format: willing-model/1\nname: x\ncommitments:\n - id: a\n   actor: b\n   issue: c\n"
        "   when: #gbr-land\n",
        "format: willing-model/1\nname: x\nbeliefs: {[a]: 1}",
        "format: willing-model/1\nname: x\nevents: {a: {cost: 1/0}}",
        "format: willing-model/1\nname: x\nevents: {a: {cost: 1e999}}",
        "format: willing-model/1\nname: x\nevents: {a: {cost: " + "9" * 400 + "}}",
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 5000,
        "a: &x [*x, *x]",
        "a\x00b",
        "\ud800",
        "\u0085: \u2028",
        '"\\UFFFFFFFF"',
        "%YAML 9.9\n---\na",
        "? ? ? a",
        b"\xff\xfe",
        b"name: \xc3",
    ],
)
def test_what_is_no_model_gives_a_located_error(text: str | bytes) -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(text)
    assert caught.value.line >= 1
    assert caught.value.column >= 1


def mutated(random: Random, text: str) -> str:
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(text) + 1)
        upto = min(len(text), at + random.choice((0, 1, 1, 2, 8, 40)))
        kind = random.randrange(5)
        if kind == 0:
            text = text[:at]
        elif kind == 1:
            text = text[:at] + text[upto:]
        elif kind == 2:
            text = text[:at] + random.choice("{}[]:,#&*!|>'\"%@` \n\t-?()=.0é\x07") + text[upto:]
        elif kind == 3:
            other = random.randrange(len(text) + 1)
            text = text[:at] + text[other : other + random.randrange(60)] + text[at:]
        else:
            words = ("not", "and", "total(", "at least 9 of (", "#", ">= 1e9", "null", "~", "<<")
            text = text[:at] + random.choice(words) + text[at:]
    return text


def read_or_error(text: str) -> Model | ModelFileError:
    try:
        return read_model(text)
    except ModelFileError as error:
        return error


def test_ten_thousand_damaged_files_load_whole_or_give_a_located_error() -> None:
    random = Random(7)
    short = TEXT[: TEXT.index("  - {id: eur-burden")].rstrip() + "\n"
    loaded = 0
    for number in range(10_000):
        text = mutated(random, random.choice((TEXT, short)))
        started = monotonic()
        found = read_or_error(text)
        if isinstance(found, Model):
            loaded += 1
            assert read_model(dump_model(found)) == found, number
        else:
            assert 1 <= found.line <= text.count("\n") + 2, number
            assert found.column >= 1, number
        assert monotonic() - started < 2, number
    assert 100 < loaded < 9_900


def test_random_noise_is_no_model() -> None:
    random = Random(3)
    for _ in range(500):
        noise = bytes(random.randrange(256) for _ in range(random.randrange(200)))
        with pytest.raises(ModelFileError):
            read_model(noise)


def test_a_file_is_named_in_its_errors(tmp_path: Path) -> None:
    place = tmp_path / "force.yaml"
    place.write_text("format: 1\nname: x\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"^force\.yaml:1:9: expected willing-model/1"):
        load_model(place)
    place.write_text(TEXT, encoding="utf-8-sig")
    assert load_model(place) == example()


def test_names_that_are_not_listed_are_told() -> None:
    assert example().notes == ("“che-against” is not listed under events; it is taken as an event",)
    model = read_model(TEXT.replace("low: 6000", "low: 6000, unit: brigades"))
    assert "does not add to the total" in model.notes[1]


FORMULAS = [
    "true",
    "ceasefire and USA.guarantee",
    "request and not che-against",
    "a or b and not (c or d)",
    "(a or b) and (c or d and e)",
    "at least 2 of (a, b or c, not #d)",
    "total(land) >= 20000 or total(land, of: (A, B)) >= 1/2",
    '"the parliament agrees" and "not"',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_written_as_they_are_read(text: str) -> None:
    assert render(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("a b", 2),
        ("(a", 0),
        ("a)", 1),
        ("a and", 5),
        ("a, b", 1),
        ("at least x of (a)", 9),
        ("at least 1.5 of (a)", 9),
        ("total(land) > 3", 12),
        ("total(land) >= 1/0", 15),
        ('a and "b', 6),
    ],
)
def test_formula_errors_point_at_their_place(text: str, offset: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.offset == offset


def parsed_or_error(text: str) -> Formula | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


def test_random_words_are_formulas_or_located_errors() -> None:
    random = Random(5)
    words: list[Any] = ["a", "and", "or", "not", "(", ")", ",", "at", "least", "2", "of", "total"]
    words += [">=", "#c", "A.land", '"x y"', ":", "true", "false", "1/2", "1_000", "é", "#", '"']
    for _ in range(20_000):
        text = " ".join(random.choice(words) for _ in range(random.randrange(12)))
        found = parsed_or_error(text)
        if isinstance(found, FormulaError):
            assert 0 <= found.offset <= len(text)
        else:
            assert parse(render(found)) == found
