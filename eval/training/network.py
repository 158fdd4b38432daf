"""The reader's network: the embedder as a cross-encoder with two heads.

Question and passage are read together (Nogueira and Cho 2019, arXiv:1901.04085). One head says
from the first token how relevant the passage is; the other says of each token whether it is
evidence, and a unit's logit is the mean of its tokens'.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, BertModel
from transformers.masking_utils import eager_mask

#: Scale and mask go into the product of queries and keys, which saves passes over its result.
_ATTENTION = "beike_fused"


def _attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    **_: object,
) -> tuple[Tensor, None]:
    """Return the attended values, shape ``(n, length, heads, width)``."""
    n, heads, length, width = query.shape
    scale = width**-0.5 if scaling is None else scaling
    flat = (n * heads, length, width)
    bias = query.new_zeros(1)
    if attention_mask is not None:
        bias = attention_mask[:, :, :1].expand(n, heads, 1, length).reshape(n * heads, 1, length)
    scores = torch.baddbmm(
        bias, query.reshape(flat), key.reshape(flat).transpose(1, 2), alpha=scale
    )
    out = torch.bmm(torch.softmax(scores, -1), value.reshape(flat))
    return out.view(n, heads, length, width).transpose(1, 2).contiguous(), None


AttentionInterface.register(_ATTENTION, _attend)
AttentionMaskInterface.register(_ATTENTION, eager_mask)


class ReaderNetwork(nn.Module):
    """Two heads over a BERT encoder.

    Args:
        encoder: the encoder.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = encoder.config.hidden_size
        self.dense = nn.Linear(hidden, hidden)
        self.relevance = nn.Linear(hidden, 1)
        self.evidence = nn.Linear(hidden, 1)

    @classmethod
    def from_embedder(cls, folder: Path, kept: Sequence[int], layers: int) -> ReaderNetwork:
        """Return a network with the embedder's weights and fresh heads.

        Args:
            folder: of the embedder, with ``model.safetensors``.
            kept: old id of each piece of the vocabulary, -1 for a new one.
            layers: how many of the lower layers.
        """
        # Without dropout: it took a quarter of the time, and so few rounds do not overfit.
        encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation=_ATTENTION,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        old = encoder.embeddings.word_embeddings.weight.detach()
        new = torch.zeros(len(kept), old.shape[1])
        torch.nn.init.normal_(new, std=float(old.std()))
        new += old.mean(dim=0)
        known = torch.tensor([number >= 0 for number in kept])
        new[known] = old[torch.tensor([number for number in kept if number >= 0])]
        embedding = nn.Embedding(len(kept), old.shape[1], _weight=new)
        encoder.embeddings.word_embeddings = embedding.requires_grad_(False)
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        encoder.config.num_hidden_layers = layers
        encoder.config.vocab_size = len(kept)
        return cls(encoder)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the relevance of each window, shape ``(n,)``, and the evidence of its tokens.

        Args:
            ids: tokens, shape ``(n, length)``.
            mask: 1 for tokens, 0 for padding, the same shape.
        """
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        first = torch.tanh(self.dense(states[:, 0]))
        return self.relevance(first).squeeze(-1), self.evidence(states).squeeze(-1)


def unit_logits(tokens: Tensor, places: Sequence[Sequence[tuple[int, int]]]) -> Tensor:
    """Return the mean logit of each unit, one window after the other.

    Args:
        tokens: logits of tokens, shape ``(n, length)``.
        places: where the units of each window begin and end.
    """
    count = sum(map(len, places))
    owner = torch.full(tokens.shape, count, dtype=torch.long)
    number = 0
    for row, units in enumerate(places):
        for start, end in units:
            owner[row, start : max(end, start + 1)] = number
            number += 1
    flat = owner.flatten().to(tokens.device)
    sums = tokens.new_zeros(count + 1).index_add(0, flat, tokens.flatten())
    tokens_of = torch.bincount(flat, minlength=count + 1).clamp(min=1)  # a unit may have none
    return (sums / tokens_of)[:count]
