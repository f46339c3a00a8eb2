"""Reports, moves, disputes, the timeline and the log as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from willing.export import words
from willing.export.history import VOICES, WITHDRAWN, ruling_row
from willing.export.issues import label
from willing.export.table import flexible, plain, sentence_text, stance_text, table
from willing.ledger import Claim, Dispute, Event, Ledger, Move, Ruling, Withdrawal


def reports_table(ledger: Ledger) -> Table:
    """Return the reports with the articles that retell them."""
    result = table("report", "whose", "when", "retold by", "articles")
    result.columns[-1].justify = "right"
    for report in ledger.reports:
        articles = [ledger.by_id[one] for one in report.articles if one in ledger.by_id]
        whose = report.origin or " or ".join(report.rivals) or "–"
        lines = [
            words.one_line(f"{one.outlet or '–'}: {one.title or one.path}") for one in articles
        ]
        result.add_row(
            Text(report.id, style="dim"),
            plain(whose, "bold" if report.origin else "italic"),
            Text(words.date(report.date)),
            Text("\n").join(Text(line) for line in lines),
            str(len(articles)),
        )
    return flexible(result, 3)


def moves_table(moves: Iterable[Move], prefix_length: int) -> Table:
    """Return the moves: who, from what to what, when, on whose word."""
    result = table("when", "actor", "issue", "from → to", "on whose word", "id")
    for move in moves:
        change = stance_text(move.before.stance).append(" → ", "default")
        change.append_text(stance_text(move.after.stance)).append(f"\n{move.kind.value}", "dim")
        after = move.after.entry
        word = Text(words.chain(after.position, after.article))
        word.append(f"\n{VOICES[move.after.voice]}, {move.basis.value}", "dim")
        result.add_row(
            Text(words.days(move.after.start, move.after.end)),
            plain(move.actor_name, "bold"),
            label(move.issue),
            change,
            word,
            Text(after.position.id[:prefix_length], style="dim"),
        )
    return flexible(result, 4)


def disputes_table(
    disputes: Iterable[Dispute], withdrawals: Iterable[Withdrawal], prefix_length: int
) -> Table:
    """Return the disputes, then the contradictions that are none, each with both sides."""
    result = table("actor", "issue", "one says", "another says", "")
    for dispute in disputes:
        result.add_row(
            plain(dispute.actor_name, "bold"),
            label(dispute.issue),
            _side(dispute.one, prefix_length),
            _side(dispute.other, prefix_length),
            Text(f"disputed: {dispute.why.value}"),
        )
    for one in withdrawals:
        result.add_row(
            plain(one.actor_name, "bold"),
            label(one.issue),
            _side((one.before,), prefix_length),
            _side((one.after,), prefix_length),
            Text(WITHDRAWN, style="dim"),
        )
    return result


def timeline_table(events: Iterable[Event], prefix_length: int) -> Table:
    """Return the timeline, one claim a row."""
    result = table("when", "actor", "issue", "stance", "in which words, on whose word", "id")
    for event in events:
        position = event.claim.entry.position
        what = sentence_text(position)
        what.append(f"\n{words.chain(position, event.claim.entry.article)}", "dim")
        if len(event.claim.entries) > 1:
            what.append(f", in {len(event.claim.entries)} wordings", "dim")
        stance = stance_text(position.stance)
        for note in filter(
            None, [event.move and event.move.kind.value, event.disputed and "disputed"]
        ):
            stance.append(f"\n{note}", "bold")
        result.add_row(
            Text(words.days(event.claim.start, event.claim.end)),
            plain(position.actor.name, "bold"),
            label(position.action.issue),
            stance,
            what,
            Text(position.id[:prefix_length], style="dim"),
        )
    return flexible(result, 4)


def log_table(rulings: Sequence[Ruling]) -> Table:
    """Return the judgements in the order in which they were made."""
    result = table("id", "made", "by", "verdict", "about, and what it says", "state")
    for ruling in rulings:
        row = ruling_row(ruling)
        about = plain(str(row["about"]))
        if row["said"]:
            about.append(f"\n{words.one_line(str(row['said']))}", "dim")
        result.add_row(
            Text(ruling.judgement.id, style="dim"),
            Text(f"{ruling.judgement.made:%Y-%m-%d %H:%M}"),
            plain(ruling.judgement.author),
            Text(ruling.judgement.verdict, style="bold"),
            about,
            Text(ruling.state.value),
        )
    return flexible(result, 4)


def _side(side: Sequence[Claim], prefix_length: int) -> Text:
    shown = stance_text(side[0].stance)
    for claim in side:
        shown.append(
            f"\n{words.one_line(claim.origin.name)}, {words.days(claim.start, claim.end)} ",
            "default",
        )
        shown.append(claim.entry.position.id[:prefix_length], "dim")
    return shown
