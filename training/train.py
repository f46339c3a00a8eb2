"""Train the learned reader: ``python training/train.py CORPUS --dev FOLDER --out OUT.pt``.

One MiniLM encoder with three heads: a tag for each word; a stance for each pair of an action and
a mention; whether an action hangs on a condition.  The first two also hear what the rules say,
which is left out now and then so that neither leans on them.  Seeded; saves after each epoch and
resumes.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
from dataset import instances, negotiations
from export_encoder import source
from torch import nn
from transformers import AutoModel

from willing.extract.encoding import STANCES, TAGS

HIDDEN = 192
DEAF = 0.3
"""The share of sentences in which training leaves out what the rules say."""


class Reader(nn.Module):
    """The encoder and its heads."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            source(), attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.tag = nn.Linear(width + len(TAGS), len(TAGS))
        self.action = nn.Linear(width, HIDDEN)
        self.mention = nn.Linear(width, HIDDEN)
        self.nobody = nn.Parameter(torch.zeros(HIDDEN))
        self.condition = nn.Linear(width, HIDDEN)
        self.governor = nn.Linear(width, HIDDEN)
        self.stance = nn.Linear(4 * HIDDEN + len(STANCES), len(STANCES))
        self.hangs = nn.Linear(3 * HIDDEN, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids, mask):
        """Return the states of the pieces."""
        return self.encoder(input_ids=ids, attention_mask=mask)[0]

    def tags(self, states, hinted):
        """Return tag scores from states and what the rules say."""
        return self.tag(torch.cat([self.dropout(states), hinted], -1))

    def stances(self, action, holders, governor, hinted):
        """Return stance scores of an action for each holder."""
        left, right = torch.broadcast_tensors(action, holders)
        joined = [torch.tanh(left), torch.tanh(right), torch.tanh(left * right)]
        joined.append(torch.tanh(governor).expand_as(left))
        return self.stance(torch.cat([self.dropout(torch.cat(joined, -1)), hinted], -1))

    def hanging(self, action, condition):
        """Return how much an action hangs on a condition."""
        joined = [torch.tanh(action), torch.tanh(condition), torch.tanh(action * condition)]
        return self.hangs(self.dropout(torch.cat(joined, -1)))


def collate(batch, deaf):
    """Return ids, mask, gold tags and hints of a batch, padded to a multiple of 16."""
    longest = -(-max(len(item.encoded.ids) for item in batch) // 16) * 16
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    tags = torch.full_like(ids, -100)
    hinted = torch.zeros((*ids.shape, len(TAGS)))
    for row, item in enumerate(batch):
        length = len(item.encoded.ids)
        ids[row, :length] = torch.tensor(item.encoded.ids)
        mask[row, :length] = 1
        for word, place in enumerate(item.encoded.first):
            if place >= 0:
                tags[row, place] = item.tags[word]
                if not deaf[row]:
                    hinted[row, place, item.hinted[word]] = 1
    return ids, mask, tags, hinted


def span(states, encoded, start, end):
    """Return the mean state of words, ``None`` where they were cut off."""
    places = [i for i in range(start, end) if encoded.first[i] >= 0]
    if not places:
        return None
    return states[encoded.first[places[0]] : encoded.last[places[-1]]].mean(0)


def heads(model, states, item, deaf):
    """Yield each act with its stance scores and its condition scores."""
    mentions = [span(states, item.encoded, *m) for m in item.mentions]
    rows = [model.mention(m) if m is not None else model.nobody for m in mentions] + [model.nobody]
    holders = torch.stack(rows)
    conditions = [span(states, item.encoded, *c) for c in item.conditions]
    for act in item.acts:
        words = span(states, item.encoded, act.start, act.end)
        above = span(states, item.encoded, act.governor, act.governor + 1)
        if words is None:
            continue
        action = model.action(words)
        governor = model.governor(above if above is not None else words)
        hinted = nn.functional.one_hot(torch.tensor(act.hinted), len(STANCES)).float()
        stances = model.stances(action[None], holders, governor, hinted * (not deaf))
        hangs = [
            (i, model.hanging(action, model.condition(c)))
            for i, c in enumerate(conditions)
            if c is not None
        ]
        yield act, stances, hangs


def mean(losses):
    """Return the mean of some losses, nothing where there are none."""
    return sum(losses) / len(losses) if losses else torch.zeros(())


def head_loss(model, states, batch, deaf):
    """Return the loss of the stance and condition heads over a batch."""
    stance_losses, hang_losses = [], []
    for row, item in enumerate(batch):
        for act, stances, hangs in heads(model, states[row], item, deaf[row]):
            stance_losses.append(
                nn.functional.cross_entropy(
                    stances, torch.tensor(act.stances), reduction="sum", label_smoothing=0.02
                )
            )
            if any(act.stances):
                for index, score in hangs:
                    hang_losses.append(
                        nn.functional.binary_cross_entropy_with_logits(
                            score[0], torch.tensor(float(index in act.conditions))
                        )
                    )
    return mean(stance_losses) + 0.3 * mean(hang_losses)


def batches(data, size, generator):
    """Return shuffled batches of like length."""
    order = sorted(
        range(len(data)), key=lambda i: (len(data[i].encoded.ids) // 16, generator.random())
    )
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    generator.shuffle(groups)
    return [[data[i] for i in group] for group in groups]


def begins(tags):
    """Tell which tags begin a condition."""
    return (tags >= 3) & (tags < len(TAGS) - 1)


def f1(hits, wanted, given):
    """Return F1 from counts."""
    return 2 * hits / max(1, wanted + given)


def evaluate(model, data):
    """Given the right spans: stance pairs F1; and of the tags: actions and conditions begun, F1."""
    model.eval()
    pair_hit = pair_gold = pair_found = 0
    span_hit = span_gold = span_found = cond_hit = cond_gold = cond_found = 0
    with torch.no_grad():
        for start in range(0, len(data), 32):
            batch = data[start : start + 32]
            deaf = [False] * len(batch)
            ids, mask, tags, hinted = collate(batch, deaf)
            states = model(ids, mask)
            logits = model.tags(states, hinted)
            best = logits.argmax(-1)
            for row, item in enumerate(batch):
                places = [p for p in item.encoded.first if p >= 0]
                g, f = tags[row, places], best[row, places]
                span_gold += int((g == 1).sum())
                span_found += int((f == 1).sum())
                span_hit += int(((g > 0) & (g < 3) & (f == 1)).sum())
                cond_gold += int(begins(g).sum())
                cond_found += int(begins(f).sum())
                cond_hit += int((begins(g) & (f == g)).sum())
                for act, stances, _ in heads(model, states[row], item, False):
                    found = stances.argmax(-1).tolist()
                    pair_hit += sum(
                        a == b and a > 0 for a, b in zip(found, act.stances, strict=True)
                    )
                    pair_gold += sum(a > 0 for a in act.stances)
                    pair_found += sum(a > 0 for a in found)
    return (
        f"span {f1(span_hit, span_gold, span_found):.3f} ({span_found}/{span_gold})  "
        f"holder+stance {f1(pair_hit, pair_gold, pair_found):.3f}  "
        f"condition {f1(cond_hit, cond_gold, cond_found):.3f}"
    )


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, nargs="+")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = random.Random(options.seed)
    train = list(instances([folder for root in options.train for folder in negotiations(root)]))
    dev = list(instances(negotiations(options.dev))) if options.dev else []
    print(f"{len(train)} sentences to train on, {len(dev)} to check", flush=True)
    model = Reader()
    encoder = list(model.encoder.parameters())
    inside = {id(p) for p in encoder}
    head = [p for p in model.parameters() if id(p) not in inside]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": options.rate}, {"params": head, "lr": 8 * options.rate}],
        weight_decay=0.01,
    )
    size = 16
    steps = options.epochs * (len(train) // size + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps))),
    )
    start_epoch = 0
    if options.out.exists():
        saved = torch.load(options.out, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        start_epoch = saved["epoch"]
    for epoch in range(start_epoch, options.epochs):
        generator.seed(options.seed + epoch)
        model.train()
        total, began = 0.0, time.time()
        groups = batches(train, size, generator)
        for batch in groups:
            deaf = [generator.random() < DEAF for _ in batch]
            ids, mask, tags, hinted = collate(batch, deaf)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = model(ids, mask)
            states = states.float()
            logits = model.tags(states, hinted)
            loss = nn.functional.cross_entropy(
                logits.flatten(0, 1),
                tags.flatten(),
                ignore_index=-100,
                label_smoothing=0.02,
            )
            loss = loss + 0.7 * head_loss(model, states, batch, deaf)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        line = evaluate(model, dev) if dev else ""
        took = time.time() - began
        print(
            f"epoch {epoch + 1}  loss {total / len(groups):.4f}  {took:.0f} s  {line}", flush=True
        )
        torch.save(
            {
                "epoch": epoch + 1,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
            },
            options.out,
        )


if __name__ == "__main__":
    main()
