"""The learned reader while it is trained: the encoder, its heads, and their losses."""

from __future__ import annotations

import torch
from dataset import Held, Instance
from export_encoder import source
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from willing.extract.encoding import INSIDE, STANCES, TAGS, Encoded, Pieces

HIDDEN = 256
SMOOTHING = 0.02
SCALE = 16
# What the parts of the loss weigh beside that of the stances.
ACTION, CONDITION, HANGING = 0.25, 0.1, 0.5


class Reader(nn.Module):
    """The encoder and its heads, named as ``willing.extract.heads`` reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            source(), attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.holder = nn.Linear(2 * width, HIDDEN)
        self.stance = nn.Linear(HIDDEN, len(STANCES))
        self.asking = nn.Linear(2 * width, HIDDEN)
        self.asking_stance = nn.Embedding(len(STANCES) + 1, HIDDEN)
        self.begins = nn.Linear(width, HIDDEN)
        self.ends = nn.Linear(width, HIDDEN)
        self.condition = nn.Linear(width, len(TAGS))
        self.hanging_action = nn.Linear(HIDDEN, HIDDEN)
        self.hanging_condition = nn.Linear(width, HIDDEN)
        self.hanging = nn.Linear(3 * HIDDEN, 1)
        self.dropout = nn.Dropout(0.1)
        nn.init.constant_(self.stance.bias, -2.5)

    def forward(self, ids, mask):
        """Return the states of the pieces."""
        return self.encoder(input_ids=ids, attention_mask=mask)[0]

    def see(self, states, encoded: Encoded, mentions):
        """Return a row for each mention and a last one for a speaker that isn't mentioned."""
        rows = []
        for mark, (start, end) in zip(encoded.marks, mentions, strict=False):
            pieces = encoded.pieces(start, end)
            own = states[mark] if pieces is None else states[pieces[0] : pieces[1]].mean(0)
            rows.append(torch.cat([states[mark], own]))
        rows.append(torch.cat([states[encoded.marks[-1]], states[0]]))
        return torch.stack(rows)

    def stances(self, holders):
        """Return the scores of each stance for each holder."""
        return self.stance(self.dropout(functional.gelu(self.holder(self.dropout(holders)))))

    def asked(self, holders, stances):
        """Return the vectors that ask for the actions of holders' stances."""
        return functional.gelu(self.asking(holders)) + self.asking_stance(stances)

    def hangs(self, asked, state):
        """Return how much each action asked for hangs on a condition's state."""
        left = torch.tanh(self.hanging_action(asked))
        right = torch.tanh(self.hanging_condition(state)).expand_as(left)
        return self.hanging(self.dropout(torch.cat([left, right, left * right], -1)))[:, 0]


def encode(pieces: Pieces, instance: Instance, deaf: bool) -> Encoded:
    """Return an instance's pieces, without what the rules say where ``deaf``."""
    return pieces.encode(
        instance.words,
        instance.context,
        instance.mentions,
        instance.parties,
        None if deaf else instance.claims,
    )


def loss_of(model: Reader, states, instance: Instance, encoded: Encoded):
    """Return the loss of one sentence."""
    holders = model.see(states, encoded, instance.mentions)
    loss = _stance_loss(model, holders, instance)
    places = [place for place, piece in enumerate(encoded.first) if piece >= 0]
    if not places:
        return loss
    words = states[[encoded.first[place] for place in places]]
    tags = torch.tensor(_tags(instance))[places]
    loss = loss + CONDITION * functional.cross_entropy(
        model.condition(model.dropout(words)), tags, reduction="sum", label_smoothing=SMOOTHING
    )
    held = [one for one in instance.held if encoded.pieces(*one.action)]
    if not held:
        return loss
    own = holders[[one.holder for one in held]]
    asked = model.asked(own, torch.tensor([one.stance for one in held]))
    at = {place: index for index, place in enumerate(places)}
    for head, wanted in (
        (model.begins, [at.get(one.action[0], 0) for one in held]),
        (model.ends, [at.get(one.action[1] - 1, len(places) - 1) for one in held]),
    ):
        scores = asked @ head(words).T / SCALE
        loss = loss + ACTION * functional.cross_entropy(
            scores, torch.tensor(wanted), reduction="sum"
        )
    return loss + HANGING * _hanging_loss(model, states, encoded, asked, held)


def _stance_loss(model: Reader, holders, instance: Instance):
    wanted = torch.zeros(len(holders), len(STANCES))
    for one in instance.held:
        wanted[one.holder, one.stance - 1] = 1
    owners = {one.holder for one in instance.held}
    theirs = {p for i in owners if i < len(instance.parties) for p in instance.parties[i]}
    counts = torch.ones(len(holders))
    for index, parties in enumerate(instance.parties):
        if index not in owners and parties & theirs:
            counts[index] = 0
    loss = functional.binary_cross_entropy_with_logits(
        model.stances(holders), wanted * 0.97 + 0.002, reduction="none"
    )
    return (loss.sum(1) * counts).sum()


def _hanging_loss(model: Reader, states, encoded: Encoded, asked, held: list[Held]):
    spans = sorted({condition[:2] for one in held for condition in one.conditions})
    loss = torch.zeros(())
    for span in spans:
        pieces = encoded.pieces(*span)
        if pieces is None:
            continue
        scores = model.hangs(asked, states[pieces[0] : pieces[1]].mean(0))
        wanted = torch.tensor([float(any(c[:2] == span for c in one.conditions)) for one in held])
        loss = loss + functional.binary_cross_entropy_with_logits(scores, wanted, reduction="sum")
    return loss


def _tags(instance: Instance) -> list[int]:
    tags = [0] * len(instance.words)
    for one in instance.held:
        for start, end, kind in one.conditions:
            for place in range(start, end):
                if place == start:
                    tags[place] = TAGS.index(f"B-{kind}")
                elif tags[place] == 0:
                    tags[place] = TAGS.index(INSIDE)
    return tags
