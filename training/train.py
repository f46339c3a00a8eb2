"""Train the learned reader: ``python training/train.py CORPUS --out OUT.pt``.

One MiniLM encoder sees a sentence once, its mentions marked, each mark saying what the rules heard
there; heads say who holds which stance, on which words, on which conditions.
What the rules say is left out now and then so that the model does not lean on it.  Seeded; saves
after each epoch and resumes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path

import torch
from dataset import Instance, instances, negotiations
from reader import Reader, encode, loss_of
from torch import nn

from willing.extract.encoding import Pieces

DEAF = 0.25
"""The share of sentences in which training leaves out what the rules say."""
BATCH = 16
WARM_UP = 0.1
THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


def collate(encoded):
    """Return ids and mask of a batch, padded to a multiple of 16."""
    longest = -(-max(len(one.ids) for one in encoded) // 16) * 16
    ids = torch.zeros((len(encoded), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, one in enumerate(encoded):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        mask[row, : len(one.ids)] = 1
    return ids, mask


def batches(data: list[Instance], generator: random.Random) -> list[list[Instance]]:
    """Return shuffled batches of like length."""
    order = sorted(
        range(len(data)),
        key=lambda i: (
            (len(data[i].words) + len(data[i].context.split())) // 12,
            generator.random(),
        ),
    )
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    generator.shuffle(groups)
    return [[data[i] for i in group] for group in groups]


def states_of(model: Reader, encoded):
    """Return the states of a batch, the encoder run in half precision."""
    ids, mask = collate(encoded)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = model(ids, mask)
    return states.float()


def evaluate(model: Reader, data: list[Instance], pieces: Pieces) -> str:
    """Return F1 of party with stance at each threshold, the rules' beside."""
    model.eval()
    counts: Counter[str] = Counter()
    with torch.no_grad():
        for start in range(0, len(data), 32):
            batch = data[start : start + 32]
            encoded = [encode(pieces, item, deaf=False) for item in batch]
            states = states_of(model, encoded)
            for row, item in enumerate(batch):
                holders = model.see(states[row], encoded[row], item.mentions)
                shares = torch.sigmoid(model.stances(holders))
                _count_stances(counts, item, shares)
    names = ("rules", *(str(threshold) for threshold in THRESHOLDS))
    parts = [
        f"{name} {2 * counts[f'{name} hit'] / max(1, counts['gold'] + counts[name]):.3f}"
        for name in names
    ]
    return f"stance F1 {'  '.join(parts)}"


NOBODY = frozenset({"?"})


def _count_stances(counts: Counter[str], item: Instance, shares) -> None:
    parties = [*item.parties, NOBODY]
    gold = [(parties[one.holder], one.stance) for one in item.held]
    counts["gold"] += len(gold)
    mentioned = frozenset().union(*item.parties)
    rules = [
        (claim.parties if claim.parties & mentioned else NOBODY, claim.stance)
        for claim in item.claims
    ]
    found = {"rules": [(frozenset({p}), stance) for ids, stance in rules for p in sorted(ids)]}
    for threshold in THRESHOLDS:
        found[str(threshold)] = [
            (parties[i], j + 1) for i, j in (shares > threshold).nonzero().tolist()
        ]
    for name, pairs in found.items():
        unique: list[tuple[frozenset[str], int]] = []
        for ids, stance in pairs:
            if not any(stance == other and ids & others for others, other in unique):
                unique.append((ids, stance))
        counts[name] += len(unique)
        left = list(unique)
        for ids, stance in gold:
            same = next((one for one in left if one[1] == stance and one[0] & ids), None)
            if same is not None:
                left.remove(same)
                counts[f"{name} hit"] += 1


def options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    """Train as the command line says."""
    said = options()
    said.out.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(said.threads)
    torch.manual_seed(said.seed)
    generator = random.Random(said.seed)
    pieces = Pieces()
    train = list(instances(negotiations(said.corpus, "train")))
    dev = list(instances(negotiations(said.corpus, "dev")))
    print(f"{len(train)} sentences to train on, {len(dev)} to check", flush=True)
    model = Reader()
    inside = {id(parameter) for parameter in model.encoder.parameters()}
    heads = [parameter for parameter in model.parameters() if id(parameter) not in inside]
    optimizer = torch.optim.AdamW(
        [
            {"params": list(model.encoder.parameters()), "lr": said.rate},
            {"params": heads, "lr": 8 * said.rate},
        ],
        weight_decay=0.01,
    )
    steps = said.epochs * (len(train) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / (WARM_UP * steps), max(0.0, (steps - step) / ((1 - WARM_UP) * steps))
        ),
    )
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    done = _resume(parts, said.out)
    for epoch in range(done, said.epochs):
        generator.seed(said.seed + epoch)
        began = time.time()
        loss = _epoch(model, train, pieces, generator, optimizer, schedule)
        line = evaluate(model, dev, pieces) if dev else ""
        print(
            f"epoch {epoch + 1}  loss {loss:.4f}  {time.time() - began:.0f} s  {line}", flush=True
        )
        saved = {name: part.state_dict() for name, part in parts.items()}
        torch.save({"epoch": epoch + 1, **saved}, said.out)


def _resume(parts, out: Path) -> int:
    """Take up what was saved; return how many epochs that was."""
    if not out.exists():
        return 0
    saved = torch.load(out, weights_only=False)
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    return int(saved["epoch"])


def _epoch(model, train, pieces, generator, optimizer, schedule) -> float:
    """Go through the training sentences once; return the mean loss."""
    model.train()
    total = 0.0
    groups = batches(train, generator)
    for number, batch in enumerate(groups):
        encoded = [encode(pieces, item, generator.random() < DEAF) for item in batch]
        states = states_of(model, encoded)
        losses = [loss_of(model, states[row], item, encoded[row]) for row, item in enumerate(batch)]
        loss = torch.stack(losses).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += loss.item()
        if number % 60 == 0:
            print(f"  {number} of {len(groups)}  loss {total / (number + 1):.3f}", flush=True)
    return total / len(groups)


if __name__ == "__main__":
    main()
