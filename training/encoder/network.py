"""The network that is trained: one MiniLM encoder over words with their forms, and a linear or bilinear head a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from stemma.language.heads import (
    ANCHORS,
    CERTAINTIES,
    DISTANCES,
    GUIDELINES,
    NAME_LABELS,
    ROLE_LABELS,
    SLOPE,
    distance_bucket,
)
from stemma.language.tokens import FORMS, Pieces, forms_of

from .corpora import Passage, roles_of

WIDTH = 384
ARC, RELATION, ROLE = 256, 96, 128


@dataclass(slots=True)
class Batch:
    """Passages as tensors; labels are -100 where a passage has none."""

    pieces: Tensor
    mask: Tensor
    forms: Tensor
    firsts: Tensor
    """Place of the first piece of each word."""
    lengths: Tensor
    passages: Sequence[Passage]


def batch_of(passages: Sequence[Passage], pieces: Pieces) -> Batch:
    """The passages, padded to the longest."""
    rows = []
    for p in passages:
        ids, forms, firsts = [pieces.first], [0], []
        for word, form in zip(p.words, forms_of(p.words, p.gaps), strict=True):
            cut = pieces.of(word)
            firsts.append(len(ids))
            ids += cut
            forms += [int(form)] * len(cut)
        ids.append(pieces.last)
        forms.append(0)
        rows.append((ids, forms, firsts))
    size, words = max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    out = [torch.zeros(len(rows), n, dtype=torch.long) for n in (size, size, size, words)]
    for b, (ids, forms, firsts) in enumerate(rows):
        out[0][b, : len(ids)] = torch.tensor(ids)
        out[1][b, : len(ids)] = 1
        out[2][b, : len(ids)] = torch.tensor(forms)
        out[3][b, : len(firsts)] = torch.tensor(firsts)
    return Batch(out[0], out[1], out[2], out[3], torch.tensor([len(r[2]) for r in rows]), passages)


class Network(nn.Module):
    """Encoder and heads; `forward` gives the words' vectors, the losses read the heads off them."""

    def __init__(self, folder: Path, tags: Sequence[str], relations: Sequence[str]) -> None:
        super().__init__()
        self.tags, self.relations = list(tags), list(relations)
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False)
        self.form = nn.Embedding(FORMS, WIDTH, padding_idx=0)
        nn.init.normal_(self.form.weight, std=0.02)
        self.drop = nn.Dropout(0.1)
        self.tag = nn.Linear(WIDTH, len(tags))
        self.end = nn.Linear(WIDTH, 1)
        self.name = nn.Linear(WIDTH, len(NAME_LABELS))
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.arc_child, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.rel_child, self.rel_head = nn.Linear(WIDTH, RELATION), nn.Linear(WIDTH, RELATION)
        self.arc = nn.Parameter(torch.randn(ARC + 1, ARC) * 0.02)
        self.relation = nn.Parameter(torch.randn(len(relations), RELATION + 1, RELATION + 1) * 0.02)
        self.anchor = nn.Linear(WIDTH, ANCHORS * len(GUIDELINES))
        self.role_anchor, self.role_word = nn.Linear(WIDTH, ROLE), nn.Linear(WIDTH, ROLE)
        self.role_left, self.role_right = nn.Linear(WIDTH, ROLE), nn.Linear(WIDTH, ROLE)
        self.role_distance = nn.Embedding(DISTANCES, ROLE)
        self.role = nn.Linear(ROLE, len(ROLE_LABELS) * len(GUIDELINES))
        self.certainty = nn.Linear(WIDTH, len(CERTAINTIES))
        self.anonymous = nn.Linear(WIDTH, 1)

    def heads(self) -> list[nn.Parameter]:
        """All parameters outside the encoder."""
        inner = {id(p) for p in self.encoder.parameters()}
        return [p for p in self.parameters() if id(p) not in inner]

    def forward(self, batch: Batch) -> Tensor:
        """Vectors of the words, shape (passages, words, width)."""
        table = self.encoder.embeddings.word_embeddings
        hidden = self.encoder(
            inputs_embeds=table(batch.pieces) + self.form(batch.forms), attention_mask=batch.mask
        ).last_hidden_state
        gathered = torch.gather(hidden, 1, batch.firsts.unsqueeze(-1).expand(-1, -1, WIDTH))
        return self.drop(gathered)

    def loss(self, batch: Batch) -> dict[str, Tensor]:
        """One loss for each layer the batch has."""
        words = self(batch)
        out: dict[str, Tensor] = {}
        with_trees = [b for b, p in enumerate(batch.passages) if p.heads is not None]
        if with_trees:
            out |= self._tree_loss(words, batch, with_trees)
        with_ends = [b for b, p in enumerate(batch.passages) if p.ends is not None]
        if with_ends:
            scores = torch.cat([self.end(words[b, : batch.lengths[b]]).squeeze(-1) for b in with_ends])
            truth = torch.cat([torch.tensor(batch.passages[b].ends, dtype=torch.float) for b in with_ends])
            out["ends"] = nn.functional.binary_cross_entropy_with_logits(scores, truth)
        named = [b for b, p in enumerate(batch.passages) if p.names is not None]
        if named:
            out["names"] = self._name_loss(words, batch, named)
        quoted = [b for b, p in enumerate(batch.passages) if p.quotes is not None]
        if quoted:
            out |= self._quote_loss(words, batch, quoted)
        clauses = [
            (words[b, i:j].mean(0), label) for b, p in enumerate(batch.passages) for i, j, label in p.clauses or ()
        ]
        if clauses:
            scores = self.certainty(torch.stack([v for v, _ in clauses]))
            weight = torch.tensor([0.5, 1.2, 1.2, 2.0, 1.5])
            truth = torch.tensor([CERTAINTIES.index(label) for _, label in clauses])
            out["certainty"] = nn.functional.cross_entropy(scores, truth, weight=weight)
        return out

    def _tree_loss(self, words: Tensor, batch: Batch, rows: Sequence[int]) -> dict[str, Tensor]:
        tag_truth, arcs, relation_scores, relation_truth, vectors = [], [], [], [], []
        for b in rows:
            p = batch.passages[b]
            assert p.tags and p.heads and p.relations and p.ends  # noqa: S101, PT018
            x = words[b, : batch.lengths[b]]
            vectors.append(x)
            tag_truth += [self.tags.index(t) if t in self.tags else -100 for t in p.tags]
            start = 0
            for i, end in enumerate(p.ends):
                if end:
                    arcs.append(self._sentence_arcs(x[start : i + 1], [h - start for h in p.heads[start : i + 1]]))
                    start = i + 1
            child = _one(_bent(self.rel_child(x)))
            heads = torch.tensor([h if h >= 0 else len(p.words) for h in p.heads])
            over = torch.cat([x, self.root[None]])
            head = _one(_bent(self.rel_head(over)))[heads]
            relation_scores.append(torch.einsum("ni,oij,nj->no", child, self.relation, head))
            relation_truth += [self.relations.index(r) if r in self.relations else -100 for r in p.relations]
        cross = nn.functional.cross_entropy
        return {
            "tags": cross(self.tag(torch.cat(vectors)), torch.tensor(tag_truth), ignore_index=-100) * 0.5,
            "arcs": torch.cat(arcs).mean(),
            "relations": cross(torch.cat(relation_scores), torch.tensor(relation_truth), ignore_index=-100),
        }

    def _sentence_arcs(self, x: Tensor, heads: Sequence[int]) -> Tensor:
        scores = self.arc_scores(x)
        truth = torch.tensor([h + 1 if h >= 0 else 0 for h in heads])
        return nn.functional.cross_entropy(scores, truth, reduction="none")

    def arc_scores(self, x: Tensor) -> Tensor:
        """How well each word (column; the first is the root) heads each word (row) of one sentence."""
        over = torch.cat([self.root[None], x])
        return _one(_bent(self.arc_child(x))) @ self.arc @ _bent(self.arc_head(over)).T

    def _name_loss(self, words: Tensor, batch: Batch, rows: Sequence[int]) -> Tensor:
        """Probability of the labels a word may have: what a guideline leaves open costs nothing."""
        scores = torch.cat([self.name(words[b, : batch.lengths[b]]) for b in rows])
        allowed = torch.full_like(scores, float("-inf"))
        at = 0
        for b in rows:
            for labels in batch.passages[b].names or ():
                allowed[at, list(labels)] = 0.0
                at += 1
        return (scores.logsumexp(-1) - (scores + allowed).logsumexp(-1)).mean()

    def _quote_loss(self, words: Tensor, batch: Batch, rows: Sequence[int]) -> dict[str, Tensor]:
        anchor_scores, anchor_truth, role_scores, role_truth = [], [], [], []
        speakers, withheld = [], []
        for b in rows:
            p = batch.passages[b]
            x = words[b, : batch.lengths[b]]
            low = p.guideline * ANCHORS
            anchor_scores.append(self.anchor(x)[:, low : low + ANCHORS])
            truth = [0] * len(p.words)
            for quote in p.quotes or ():
                truth[quote.anchor] = 1 if quote.cue else 2
                role_scores.append(self.role_scores(x, quote.anchor, p.guideline))
                role_truth += roles_of(p, quote)
                if quote.anonymous is not None and quote.source is not None:
                    speakers.append(x[quote.source[0] : quote.source[1]].mean(0))
                    withheld.append(float(quote.anonymous))
            anchor_truth += truth
        cross = nn.functional.cross_entropy
        out = {"anchors": cross(torch.cat(anchor_scores), torch.tensor(anchor_truth)) * 3}
        if role_scores:
            out["roles"] = cross(torch.cat(role_scores), torch.tensor(role_truth)) * 3
        if speakers:
            scores = self.anonymous(torch.stack(speakers)).squeeze(-1)
            out["anonymous"] = nn.functional.binary_cross_entropy_with_logits(scores, torch.tensor(withheld)) * 0.5
        return out

    def role_scores(self, x: Tensor, anchor: int, guideline: int) -> Tensor:
        """What each word of a passage is to the attribution that hangs on one word."""
        buckets = torch.tensor([distance_bucket(i - anchor) for i in range(len(x))])
        mixed = self.role_anchor(x[anchor])[None] + self.role_word(x) + self.role_distance(buckets)
        mixed = mixed + self.role_left(x[anchor])[None] * self.role_right(x)
        low = guideline * len(ROLE_LABELS)
        weight, bias = self.role.weight, self.role.bias
        return nn.functional.linear(
            self.drop(torch.relu(mixed)), weight[low : low + len(ROLE_LABELS)], bias[low : low + len(ROLE_LABELS)]
        )


def _one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


def _bent(x: Tensor) -> Tensor:
    return nn.functional.leaky_relu(x, SLOPE)
