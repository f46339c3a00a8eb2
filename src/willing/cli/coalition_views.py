"""What the answers about a coalition look like in a terminal: a glyph and a word for each."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from willing.coalition.values import Commitment, Model

Json = dict[str, Any]
LOOKS = {
    "stands": ("●", "stands", "blue"),
    "only_together": ("◐", "only together", "dark_orange3"),
    "undetermined": ("?", "undetermined", "magenta"),
    "falls": ("○", "falls", "bright_black"),
}
MEANS = {
    "stands": "nobody has to go first",
    "only_together": "if all of these move at once, each waiting for the others",
    "undetermined": "conditions with “not” do not settle it",
    "falls": "in no way",
}
MET = ("●", "met", "blue")
TOGETHER = ("◐", "met only together", "dark_orange3")
UNMET = ("○", "not met", "bright_black")
MOST_SETS = 30


def number(value: float | int) -> str:
    """Return a number for people."""
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"


def quantity(of: Commitment) -> str:
    """Return what a commitment brings, in words."""
    low, high = float(of.low), None if of.high is None else float(of.high)
    if not low and high is None:
        return ""
    ends = number(low) if high == low else f"{number(low)}–{'…' if high is None else number(high)}"
    return f"{ends} {of.unit}" if of.unit else ends


def _table(*columns: str, right: int = 0) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for at, column in enumerate(columns):
        numeric = at >= len(columns) - right
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    return table


def _head(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def what_if(model: Model, found: Json, assumed: list[str]) -> RenderableType:
    """Return what stands, only together and falls, the totals, and the requirements."""
    given = ", ".join(assumed) if assumed else "nothing is assumed"
    parts: list[RenderableType] = [Text(f"{model.title or model.name}: {given}", style="bold")]
    for status, (glyph, word, style) in LOOKS.items():
        ids = found.get(status) or []
        if not ids:
            continue
        head = Text.assemble((f"\n{glyph} {word}", f"bold {style}"), (f"  {MEANS[status]}", "dim"))
        table = _table("id", "who", "issue", "how much", "how firmly", "when")
        for name in ids:
            of = model.by_id[name]
            when = " and ".join(part.formula.text for part in of.when)
            table.add_row(name, of.actor, of.issue, quantity(of), of.firmness or "", when)
        parts += [head, table]
    if not model.commitments:
        parts.append(Text("\nThe model has no commitment; try --consider.", style="dim"))
    for models in [found["stable_models"]] if "stable_models" in found else []:
        parts.append(_head("Ways in which it can settle"))
        parts += [Text(f"  {', '.join(ids) or 'none of them stands'}") for ids in models]
        parts += [Text("  none")] if not models else []
        parts += [
            Text(f"  {x['kind']} loop: {', '.join(x['commitments'])}") for x in found["loops"]
        ]
    if "certain" in found:
        parts.append(_head("Whatever becomes of " + (", ".join(found["open_events"]) or "nothing")))
        parts.append(Text(f"  certain:  {', '.join(found['certain']) or 'none'}"))
        parts.append(Text(f"  possible: {', '.join(found['possible']) or 'none'}"))
    parts += _totals(model, found["totals"])
    parts += _requirements(model, found["requirements"])
    parts += [Text(f"Note: {note}", style="dim") for note in model.notes]
    return Group(*parts)


def _totals(model: Model, totals: Json) -> list[RenderableType]:
    counted = {issue: of for issue, of in totals.items() if any(of.values())}
    if not counted:
        return []
    table = _table("issue", "unit", "guaranteed", "hopeful", "all together", right=3)
    for issue, of in counted.items():
        figures = (number(of[key]) for key in ("guaranteed", "hopeful", "together"))
        table.add_row(issue, model.issue_units.get(issue, ""), *figures)
    return [_head("Totals"), table]


def _requirements(model: Model, found: list[Json]) -> list[RenderableType]:
    if not found:
        return []
    table = _table("", "id", "whose", "what is needed")
    for one in found:
        glyph, word, style = MET if one["met"] else TOGETHER if one["met_together"] else UNMET
        of = model.requirement_by_id[one["id"]]
        table.add_row(
            Text(f"{glyph} {word}", style=style), of.id, of.by or "", _needs(model, of.id)
        )
    return [_head("Requirements"), table]


def _needs(model: Model, requirement: str) -> str:
    of = model.requirement_by_id[requirement]
    units = model.issue_units
    parts = [
        f"{number(float(least))} {units.get(issue, '')}".strip() + f" on {issue}"
        for issue, least in of.needs
    ]
    parts += [f"{actor} in" for actor in of.actors]
    parts += [f"#{commitment}" for commitment in of.commitments]
    return ", ".join(parts)


def _name(model: Model, name: str) -> Text:
    """Return an event or commitment with its words."""
    if name.startswith("#") or (name in model.by_id and name not in model.all_events):
        of = model.by_id.get(name.removeprefix("#"))
        title = of.title or f"{of.actor}, {of.issue}" if of else ""
    else:
        event = model.all_events.get(name)
        title = (event.title or "") if event else ""
    return Text.assemble(name, (f"  {title}", "dim") if title and title != name else "")


def why(model: Model, found: Json) -> RenderableType:
    """Return the shortest derivation of a commitment."""
    if not found["stands"]:
        return Text(
            f"{found['id']} does not stand; `willing why-not {found['id']}` says what it waits for."
        )
    tree = Tree(Text(f"● {found['id']} stands", style="bold blue"))
    for step in found["steps"]:
        line = Text.assemble(f"{step['round']}. ", _name(model, f"#{step['id']}"))
        branch = tree.add(line)
        because = ", ".join(step["because"])
        branch.add(Text(f"because {because}" if because else "on no condition"))
        for sentence in step["sentences"]:
            branch.add(Text(f"“{sentence}”", style="italic"))
        if step["evidence"]:
            branch.add(Text(f"positions {', '.join(step['evidence'])}", style="dim"))
    return tree


def why_not(model: Model, found: Json) -> RenderableType:
    """Return the unmet gates of a commitment and of what it waits for."""
    if found["stands"]:
        return Text(f"{found['id']} stands; `willing why {found['id']}` says why.")
    parts: list[RenderableType] = []
    for one in found["stopped"]:
        glyph, word, style = LOOKS[one["status"]]
        tree = Tree(
            Text.assemble((f"{glyph} {word}  ", f"bold {style}"), _name(model, f"#{one['id']}"))
        )
        for gate in one["unmet"]:
            branch = tree.add(_gate(gate))
            for name in gate["missing"]:
                branch.add(Text.assemble("missing: ", _name(model, name)))
            if gate["sentence"]:
                branch.add(Text(f"“{gate['sentence']}”", style="italic"))
            if gate["evidence"]:
                branch.add(Text(f"positions {', '.join(gate['evidence'])}", style="dim"))
        if one["waits_with"]:
            tree.add(Text(f"↻ in a loop with {', '.join(one['waits_with'])}", style="dark_orange3"))
        parts.append(tree)
    return Group(*parts)


def _gate(gate: Json) -> Text:
    has, needs = gate["has"], gate["needs"]
    counts = f"  has {number(has)} of {number(needs)}" if needs > 1 else ""
    return Text.assemble("waits for ", (gate["gate"], "bold"), counts)


def unlock(model: Model, requirement: str, found: Json) -> RenderableType:
    """Return the unlocking sets with their costs, the cheapest, and the jump sets."""
    parts: list[RenderableType] = [Text(f"What unlocks {requirement}", style="bold")]
    if found["sets"] == [[]]:
        return Group(*parts, Text("It is met already."), *_unfinished(found))
    if not found["sets"]:
        parts.append(Text("No set of concessions of this size meets it."))
    else:
        table = _table("concessions", "by", "cost", right=1)
        rows = zip(found["sets"], found["costs"], strict=True)
        for members, cost in list(rows)[:MOST_SETS]:
            by = [model.all_events[name].by or "–" for name in members]
            names = Text("\n").join(_name(model, name) for name in members)
            table.add_row(names, "\n".join(by), number(cost))
        parts += [table, *_left_out(found["sets"])]
    if found["cheapest"]:
        best = found["cheapest"]
        sure = "" if best["proven"] else " (the best found so far)"
        parts.append(Text(f"\nCheapest: {', '.join(best['set'])}, at {number(best['cost'])}{sure}"))
    parts.append(_head("Who could go first, so that the rest follows"))
    parts += _lines(model, [[f"#{name}" for name in members] for members in found["jump_sets"]])
    return Group(*parts, *_unfinished(found))


def _lines(model: Model, sets: list[list[str]]) -> list[RenderableType]:
    if not sets:
        return [Text("  nobody", style="dim")]
    shown: list[RenderableType] = [
        Text.assemble("  ", Text("\n    and ").join(_name(model, name) for name in members))
        for members in sets[:MOST_SETS]
    ]
    return [*shown, *_left_out(sets)]


def _left_out(sets: list[list[str]]) -> list[RenderableType]:
    more = len(sets) - MOST_SETS
    return [Text(f"  and {more} more; --json lists all", style="dim")] if more > 0 else []


def _unfinished(found: Json) -> list[RenderableType]:
    if found["complete"]:
        return []
    return [
        Text("\nThe time ran out: this is not complete. Give more --seconds.", style="bold red")
    ]


def _given(found: Json) -> list[RenderableType]:
    if not found.get("given"):
        return []
    return [Text(f"Taken as happening: {', '.join(found['given'])}", style="dim")]


def block(model: Model, requirement: str, found: Json) -> RenderableType:
    """Return the blocking sets."""
    parts: list[RenderableType] = [Text(f"What blocks {requirement}, by failing", style="bold")]
    parts += _given(found)
    if found["sets"] == [[]]:
        parts.append(Text("  It is not met in any case."))
    else:
        sets = [[f"#{n}" if n in model.by_id else n for n in one] for one in found["sets"]]
        parts += _lines(model, sets)
    return Group(*parts, *_unfinished(found))


def hangs_on(model: Model, requirement: str, found: Json) -> RenderableType:
    """Return vetoers, indices and importances."""
    parts: list[RenderableType] = [Text(f"What {requirement} hangs on", style="bold")]
    parts += _given(found)
    errors = found.get("se")
    table = _table("who", "veto", "Banzhaf", "Shapley", right=2)
    order = sorted(found["shapley"], key=lambda who: -found["shapley"][who])
    for who in order:
        figures = [
            f"{found[index][who]:.3f}" + (f" ±{errors[index][who]:.3f}" if errors else "")
            for index in ("banzhaf", "shapley")
        ]
        table.add_row(who, "● veto" if who in found["vetoers"] else "", *figures)
    parts.append(table)
    if not found["vetoers"]:
        parts.append(Text("Nobody can veto it alone.", style="dim"))
    if found.get("birnbaum"):
        births = _table("belief", "moves the probability by", right=1)
        for name, chance in found["birnbaum"].items():
            births.add_row(_name(model, name), _chance(chance, percent=False))
        parts += [_head("Birnbaum importance"), births]
    parts.append(Text(f"Method: {found['method']}.", style="dim"))
    return Group(*parts, *_unfinished(found))


def _chance(of: Json, percent: bool = True) -> str:
    def shown(value: float) -> str:
        return f"{value:.1%}" if percent else f"{value:.3f}"

    text = shown(of["p"]) if "p" in of else f"{shown(of['low'])} to {shown(of['high'])}"
    text += f" ± {shown(of['se'])}" if "se" in of else ""
    return text + (" (bounds)" if of.get("bounds") else "")


def likelihood(requirement: str, found: Json) -> RenderableType:
    """Return both probabilities, and what they rest on."""
    parts: list[RenderableType] = [Text(f"How likely {requirement} is", style="bold")]
    table = _table("", "", "probability", right=1)
    for key, status in (("stands", "stands"), ("together", "only_together")):
        glyph, _, style = LOOKS[status]
        words = "nobody goes first" if key == "stands" else "all move together"
        table.add_row(Text(glyph, style=style), words, _chance(found[key]))
    parts.append(table)
    if found["unknown"]:
        parts.append(Text(f"No belief, so anything from 0 to 1: {', '.join(found['unknown'])}"))
    if found["assumed"]:
        assumed = ", ".join(f"{word} {value}" for word, value in found["assumed"].items())
        parts.append(Text(f"Assumed, not found: {assumed}"))
    parts.append(Text(f"Method: {found['method']}; events are independent.", style="dim"))
    if not found.get("complete", True):
        parts += _unfinished(found)
    return Group(*parts)


def force(model: Model, found: Json) -> RenderableType:
    """Return what is fielded and sustained, by issue, beside every requirement."""
    kinds = ("guaranteed", "hopeful", "together")
    table = _table("issue", "", "guaranteed", "hopeful", "all together", right=3)
    for issue, of in found["issues"].items():
        needs = [r for r in found["requirements"] if issue in r["needs"]]
        if not (needs or any(of["fielded"].values())):
            continue
        name = f"{issue} ({of['unit']})" if of["unit"] else issue
        table.add_row(name, "fielded", *(number(of["fielded"][kind]) for kind in kinds))
        table.add_row("", "sustained", *(number(of["sustained"][kind]) for kind in kinds))
        for one in needs:
            least = one["needs"][issue]
            verdicts = [
                f"{'enough' if of['fielded'][kind] >= least else 'short by'}"
                + (
                    ""
                    if of["fielded"][kind] >= least
                    else f" {number(least - of['fielded'][kind])}"
                )
                for kind in kinds
            ]
            who = f", {one['by']}" if one["by"] else ""
            table.add_row("", f"{one['id']}{who} needs {number(least)}", *verdicts)
    parts: list[RenderableType] = [Text("Force against requirement", style="bold")]
    parts.append(table if table.row_count else Text("No commitment has a quantity.", style="dim"))
    parts += _requirements(model, found["requirements"])
    ratio = f"Sustained at 1:{number(found['ratio'])} ({found['ratio_source']})."
    return Group(*parts, Text(ratio, style="dim"))
