"""Train the learned reader: ``python training/train.py TRAIN.pkl … --dev DEV.pkl --out OUT.pt``.

One MiniLM encoder with four heads: a tag for each word; a stance for each pair of an action and a
mention; whether an action hangs on a condition; and a query vector for each action that is
compared with the vectors of the agenda's issues.  Seeded; saves after each epoch and resumes.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from export_encoder import source
from torch import nn
from transformers import AutoModel

from willing.extract.encoding import STANCES, TAGS

QUERY_SCALE = 12.0
HIDDEN = 192


class Reader(nn.Module):
    """The encoder and its heads."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            source(), attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.tag = nn.Linear(width, len(TAGS))
        self.action = nn.Linear(width, HIDDEN)
        self.mention = nn.Linear(width, HIDDEN)
        self.nobody = nn.Parameter(torch.zeros(HIDDEN))
        self.condition = nn.Linear(width, HIDDEN)
        self.stance = nn.Linear(3 * HIDDEN, len(STANCES))
        self.hangs = nn.Linear(3 * HIDDEN, 1)
        self.query = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(0.1)
        with torch.no_grad():
            self.query.weight.copy_(torch.cat([torch.eye(width), torch.eye(width)], 1) / 2)
            self.query.bias.zero_()

    def forward(self, ids, mask):
        states = self.encoder(input_ids=ids, attention_mask=mask)[0]
        return self.tag(self.dropout(states)), states

    def pair(self, head, left, right):
        left, right = torch.broadcast_tensors(left, right)
        return head(
            self.dropout(
                torch.cat([torch.tanh(left), torch.tanh(right), torch.tanh(left * right)], -1)
            )
        )


def collate(batch):
    longest = -(-max(len(item.encoded.ids) for item in batch) // 16) * 16
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    tags = torch.full_like(ids, -100)
    for row, item in enumerate(batch):
        length = len(item.encoded.ids)
        ids[row, :length] = torch.tensor(item.encoded.ids)
        mask[row, :length] = 1
        for word, place in enumerate(item.encoded.first):
            if place >= 0:
                tags[row, place] = item.tags[word]
    return ids, mask, tags


def span(states, encoded, start, end):
    places = [i for i in range(start, end) if encoded.first[i] >= 0]
    if not places:
        return None
    return states[encoded.first[places[0]] : encoded.last[places[-1]]].mean(0)


def heads(model, states, item):
    """Return each act with its stance scores, condition scores and issue query."""
    mentions = [span(states, item.encoded, *m) for m in item.mentions]
    rows = [model.mention(m) if m is not None else model.nobody for m in mentions] + [model.nobody]
    holders = torch.stack(rows)
    conditions = [span(states, item.encoded, *c) for c in item.conditions]
    whole = states[: len(item.encoded.ids)].mean(0)
    for act in item.acts:
        words = span(states, item.encoded, act.start, act.end)
        if words is None:
            continue
        action = model.action(words)
        stances = model.pair(model.stance, action[None], holders)
        hangs = [
            (i, model.pair(model.hangs, action, model.condition(c)))
            for i, c in enumerate(conditions)
            if c is not None
        ]
        query = nn.functional.normalize(model.query(torch.cat([words, whole])), dim=-1)
        yield act, stances, hangs, query


def issue_scores(query, act, agendas):
    return QUERY_SCALE * (agendas[act.agenda] @ query) + torch.tensor(
        act.static, dtype=torch.float32
    )


def head_loss(model, states, batch, agendas):
    stance_losses, hang_losses, issue_losses = [], [], []
    for row, item in enumerate(batch):
        for act, stances, hangs, query in heads(model, states[row], item):
            stance_losses.append(
                nn.functional.cross_entropy(
                    stances, torch.tensor(act.stances), reduction="sum", label_smoothing=0.02
                )
            )
            for index, score in hangs:
                hang_losses.append(
                    nn.functional.binary_cross_entropy_with_logits(
                        score[0], torch.tensor(float(index in act.conditions))
                    )
                )
            right = torch.tensor(act.right)
            if right.any():
                scores = issue_scores(query, act, agendas)
                issue_losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0))
    mean = lambda losses: sum(losses) / len(losses) if losses else torch.zeros(())
    return mean(stance_losses) + 0.3 * mean(hang_losses) + 0.4 * mean(issue_losses)


def batches(data, size, generator):
    order = sorted(
        range(len(data)), key=lambda i: (len(data[i].encoded.ids) // 16, generator.random())
    )
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    generator.shuffle(groups)
    return [[data[i] for i in group] for group in groups]


def evaluate(model, data, agendas):
    """Given the right spans: stance pairs F1, issues right; and tags: action spans F1 by overlap."""
    model.eval()
    pair_hit = pair_gold = pair_found = issue_hit = issue_all = 0
    span_hit = span_gold = span_found = cond_hit = cond_gold = cond_found = 0
    with torch.no_grad():
        for start in range(0, len(data), 32):
            batch = data[start : start + 32]
            ids, mask, tags = collate(batch)
            logits, states = model(ids, mask)
            best = logits.argmax(-1)
            for row, item in enumerate(batch):
                places = [p for p in item.encoded.first if p >= 0]
                g, f = tags[row, places], best[row, places]
                span_gold += int((g == 1).sum())
                span_found += int((f == 1).sum())
                span_hit += int(((g > 0) & (g < 3) & (f == 1)).sum())
                begins = lambda t: (t >= 3) & (t < len(TAGS) - 1)
                cond_gold += int(begins(g).sum())
                cond_found += int(begins(f).sum())
                cond_hit += int((begins(g) & (f == g)).sum())
                for act, stances, _, query in heads(model, states[row], item):
                    found = stances.argmax(-1).tolist()
                    pair_hit += sum(a == b and a > 0 for a, b in zip(found, act.stances))
                    pair_gold += sum(a > 0 for a in act.stances)
                    pair_found += sum(a > 0 for a in found)
                    if act.right.any():
                        issue_hit += bool(
                            act.right[int(issue_scores(query, act, agendas).argmax())]
                        )
                        issue_all += 1
    f1 = lambda h, a, b: 2 * h / max(1, a + b)
    return (
        f"span {f1(span_hit, span_gold, span_found):.3f} ({span_found}/{span_gold})  "
        f"holder+stance {f1(pair_hit, pair_gold, pair_found):.3f}  issue {issue_hit / max(1, issue_all):.3f}  "
        f"condition {f1(cond_hit, cond_gold, cond_found):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, nargs="+")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = random.Random(options.seed)
    train, agendas = [], {}
    for path in options.train:
        data, found = pickle.loads(path.read_bytes())
        train += data
        agendas |= found.vectors
    dev, found = pickle.loads(options.dev.read_bytes()) if options.dev else ([], None)
    if found:
        agendas |= found.vectors
    agendas = {
        key: torch.tensor(np.asarray(value), dtype=torch.float32) for key, value in agendas.items()
    }
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
            ids, mask, tags = collate(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, states = model(ids, mask)
            loss = nn.functional.cross_entropy(
                logits.float().flatten(0, 1),
                tags.flatten(),
                ignore_index=-100,
                label_smoothing=0.02,
            )
            loss = loss + 0.35 * head_loss(model, states.float(), batch, agendas)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        line = evaluate(model, dev, agendas) if dev else ""
        print(
            f"epoch {epoch + 1}  loss {total / len(groups):.4f}  {time.time() - began:.0f} s  {line}",
            flush=True,
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
