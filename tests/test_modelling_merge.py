from __future__ import annotations

import random

import pytest
import yaml

from willing.coalition.file import read_model
from willing.coalition.values import Model
from willing.coalition.writer import dump_model, model_record
from willing.model import WillingError
from willing.modelling import base_of, changes, update, with_base, without_base

BUILT = """\
format: willing-model/1
name: x
events:
  ceasefire:
    title: A ceasefire holds
  request:
    title: Somebody asks
    concession: true
commitments:
- id: gbr-land
  actor: GBR
  issue: land
  low: 5000
  high: 10000
  unit: troops
  firmness: offer
  when:
  - if: ceasefire
    sentence: After a ceasefire.
    evidence: [p1]
  evidence: [p1, p2]
- id: che-land
  actor: CHE
  issue: land
  firmness: offer
  when: request
- id: usa-guarantee
  actor: USA
  issue: guarantee
  firmness: commit
requirements:
- id: ukr-land
  by: UKR
  needs:
    land: 5000
"""


def model(text: str) -> Model:
    return read_model(text)


def file(text: str = BUILT) -> str:
    return with_base(text, model_record(model(BUILT)))


def built(*edits: tuple[str, str]) -> Model:
    return model(edited(BUILT, *edits))


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_a_file_whose_ledger_did_not_change_stays_as_it_is() -> None:
    text = file(edited(BUILT, ("high: 10000", "high: 8000  # mine"), ("  firmness: commit\n", "")))
    done = update(text, built())
    assert done.text == text
    assert not done.merged.conflicts


def test_both_sides_changes_are_kept_where_they_differ_in_place() -> None:
    mine = edited(
        file(),
        (
            "commitments:\n",
            "commitments:\n# my own one\n- {id: est-land, actor: EST, issue: land}\n",
        ),
        ("title: A ceasefire holds", "title: The guns fall silent # my words"),
    )
    grown = built(
        ("firmness: commit", "firmness: deliver"),
        ("requirements:\n", "- id: fra-land\n  actor: FRA\n  issue: land\nrequirements:\n"),
    )
    done = update(mine, grown)
    found = model(done.text)
    assert [one.id for one in found.commitments] == [
        *("est-land", "gbr-land", "che-land", "usa-guarantee", "fra-land"),
    ]
    assert found.by_id["usa-guarantee"].firmness == "deliver"
    assert found.all_events["ceasefire"].title == "The guns fall silent"
    assert (done.merged.added, done.merged.updated) == (["fra-land"], ["usa-guarantee"])
    assert not done.merged.conflicts
    assert done.kept_comments
    assert "# my own one" in done.text
    assert "# my words" in done.text
    assert update(done.text, grown).text == done.text


def test_what_both_changed_is_a_conflict_until_a_person_settles_it() -> None:
    mine = edited(file(), ("low: 5000\n  high: 10000", "low: 5000\n  high: 8000"))
    grown = built(("low: 5000\n", "low: 9000\n"))
    for _ in range(2):
        done = update(mine, grown)
        (conflict,) = done.merged.conflicts
        assert conflict.name == "gbr-land.quantity"
        assert conflict.base == (5000, 10000, "troops")
        assert conflict.mine == (5000, 8000, "troops")
        assert conflict.ledger == (9000, 10000, "troops")
        assert model(done.text).by_id["gbr-land"].high == 8000
        mine = done.text
    kept = update(mine, grown, keep=["gbr-land.quantity"])
    assert model(kept.text).by_id["gbr-land"].high == 8000
    assert not update(kept.text, grown).merged.conflicts
    taken = update(mine, grown, take=["all"])
    assert model(taken.text).by_id["gbr-land"].low == 9000
    assert not update(taken.text, grown).merged.conflicts
    with pytest.raises(WillingError, match="no conflict about nothing-here"):
        update(mine, grown, keep=["nothing-here"])


def test_a_rewritten_condition_outlives_new_evidence_for_the_old_one() -> None:
    mine = edited(file(), ("if: ceasefire", "if: ceasefire and USA.guarantee"))
    grown = built(
        ("evidence: [p1]", "evidence: [p7]"), ("evidence: [p1, p2]", "evidence: [p7, p8]")
    )
    done = update(mine, grown)
    found = model(done.text).by_id["gbr-land"]
    assert not done.merged.conflicts
    assert found.when[0].formula.text == "ceasefire and USA.guarantee"
    assert found.evidence == ("p7", "p8")


def test_what_a_person_took_out_stays_out_and_comes_up_only_if_it_changes() -> None:
    start = BUILT.index("- id: che-land")
    mine = file(BUILT[:start] + BUILT[BUILT.index("- id: usa-guarantee") :])
    done = update(mine, built())
    assert "che-land" not in model(done.text).by_id
    assert not done.merged.conflicts
    changed = update(mine, built(("when: request", "when: ceasefire")))
    assert [one.name for one in changed.merged.conflicts] == ["che-land"]
    assert "che-land" not in model(changed.text).by_id
    taken = update(mine, built(("when: request", "when: ceasefire")), take=["che-land"])
    assert "che-land" in model(taken.text).by_id


def without(*names: str) -> Model:
    record = yaml.safe_load(BUILT)
    record["commitments"] = [one for one in record["commitments"] if one["id"] not in names]
    return model(yaml.dump(record))


def test_what_the_ledger_no_longer_says_goes_unless_it_was_edited_or_is_waited_for() -> None:
    done = update(file(), without("che-land"))
    assert done.merged.removed == ["che-land"]
    edit = edited(file(), ("firmness: offer\n  when: request", "firmness: commit\n  when: request"))
    done = update(edit, without("che-land"))
    assert [one.name for one in done.merged.conflicts] == ["che-land"]
    assert "che-land" in model(done.text).by_id
    waited = edited(file(), ("if: ceasefire", 'if: "ceasefire and #usa-guarantee"'))
    for _ in range(2):
        done = update(waited, without("usa-guarantee"))
        assert [one.name for one in done.merged.conflicts] == ["usa-guarantee"]
        assert "usa-guarantee" in model(done.text).by_id
        waited = done.text
    kept = update(waited, without("usa-guarantee"), keep=["usa-guarantee"])
    assert not update(kept.text, without("usa-guarantee")).merged.conflicts


def test_an_event_that_somebody_now_commits_to_is_no_event_any_more() -> None:
    start = edited(BUILT, ("  request:\n", "  FRA.land:\n    title: Mine\n  request:\n"))
    grown = built(
        ("requirements:\n", "- id: fra-land\n  actor: FRA\n  issue: land\nrequirements:\n")
    )
    done = update(file(start), grown)
    assert [one.name for one in done.merged.conflicts] == ["FRA.land"]
    assert "FRA.land" not in model(done.text).all_events


def test_beliefs_keep_the_event_that_they_are_about() -> None:
    mine = edited(file(), ("requirements:\n", "beliefs:\n  request: 0.5\nrequirements:\n"))
    done = update(mine, without("che-land"))
    assert "request" in model(done.text).all_events


@pytest.mark.parametrize("damage", ["", "#: %%%", "#: eJwr", "#: bnVsbA=="])
def test_without_a_base_all_that_differs_is_the_persons(damage: str) -> None:
    bare = without_base(edited(file(), ("high: 10000", "high: 8000"))) + damage + "\n"
    assert base_of(bare) is None
    done = update(bare, built())
    assert not done.had_base
    assert [one.name for one in done.merged.conflicts] == ["gbr-land.quantity"]
    assert base_of(done.text) is not None


def test_changes_are_what_a_person_did() -> None:
    mine = edited(BUILT, ("high: 10000", "high: 8000"), ("  request:\n", "  asked:\n"))
    mine = edited(mine, ("when: request", "when: asked"))
    found = changes(model_record(built()), model(mine))
    assert [one.name for one in found] == ["request", "asked", "gbr-land.high", "che-land.when"]


def test_files_laid_out_in_other_ways_are_updated_too() -> None:
    flow = yaml.dump(model_record(built()), default_flow_style=True)
    done = update(file(flow), built(("firmness: commit", "firmness: deliver")))
    assert model(done.text).by_id["usa-guarantee"].firmness == "deliver"
    assert not done.kept_comments


def test_random_edits_of_both_sides_never_lose_a_persons() -> None:
    rolls = random.Random(5)
    for _ in range(150):
        mine, ledger = _shaken(rolls), _shaken(rolls)
        text = file(dump_model(model(yaml.dump(mine))))
        done = update(text, model(yaml.dump(ledger)))
        found = model(done.text)
        conflicts = {one.name.partition(".")[0] for one in done.merged.conflicts}
        base, own = built(), model(yaml.dump(mine))
        for one in own.commitments:
            if one != base.by_id.get(one.id):
                kept = found.by_id[one.id]
                assert one.id in conflicts or kept.firmness in (
                    one.firmness,
                    model(yaml.dump(ledger)).by_id.get(one.id, one).firmness,
                )
        again = update(done.text, model(yaml.dump(ledger)))
        assert without_base(again.text) == without_base(done.text)
        assert {c.name for c in again.merged.conflicts} <= {c.name for c in done.merged.conflicts}


def _shaken(rolls: random.Random) -> dict[str, object]:
    record = yaml.safe_load(BUILT)
    for one in list(record["commitments"]):
        chance = rolls.random()
        if chance < 0.2:
            record["commitments"].remove(one)
        elif chance < 0.5:
            one["firmness"] = rolls.choice(["deliver", "commit", "offer", "consider"])
            one["low"] = rolls.randrange(10)
            one["high"] = one["low"] + rolls.randrange(10)
        elif chance < 0.6:
            one["when"] = rolls.choice(["true", "ceasefire", "request or ceasefire"])
    if rolls.random() < 0.3:
        new = rolls.choice(["a", "b", "c"])
        record["commitments"].append({"id": new, "actor": new, "issue": "land"})
    return dict(record)
