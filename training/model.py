"""The reader's network and its losses.

multilingual-e5-small's layers (its embeddings frozen: the program has them already) with heads: the start and end of
the short answer, for each token how far it speaks for its unit's being evidence, whether the window answers,
entailment, and what the question asks to be done. Dropout is 0 and attention "eager": on a CPU the first's random
numbers, and the backward pass of scaled_dot_product_attention, each took half of the time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from lcassist.index.embed import default_model_folder
from lcassist.reader.operation import OPERATIONS
from training.features import Feature

MASKED = -1e4
TOGETHER = 8  # windows that are run at once
RANKING = 0.5  # the weight of the loss that ranks the units of one question
QUICK = 10.0  # times the learning rate by which a head learns that came last, and is linear in a state of the body
OPERATION = 0.3  # and of the one of what the question asks to be done


class Reader(nn.Module):
    """The body and its heads."""

    def __init__(self) -> None:
        super().__init__()
        path = str(default_model_folder())
        config = AutoConfig.from_pretrained(path)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        self.bert = AutoModel.from_pretrained(path, config=config, attn_implementation="eager", add_pooling_layer=False)
        size = config.hidden_size
        self.span, self.unit, self.tok = nn.Linear(size, 2), nn.Linear(size, 1), nn.Linear(size, 1)
        self.ans, self.nli = nn.Linear(size, 1), nn.Linear(size, 3)
        self.operation = nn.Linear(size, len(OPERATIONS))
        for head in (self.span, self.unit, self.tok, self.ans, self.nli, self.operation):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self.narrow = True  # computed in bfloat16, which on some CPUs is the faster and on some the slower
        for name, parameter in self.named_parameters():
            parameter.requires_grad = "embeddings" not in name

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States (windows, tokens, hidden) of ids (windows, tokens), with an additive mask (windows, 1, 1, tokens)."""
        states: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return states

    def operations(self, first: Tensor) -> Tensor:
        """The operations' logits (windows, operations) of the states of first tokens (windows, hidden)."""
        logits: Tensor = self.operation(QUICK * first)
        return logits


def load(path: Path) -> Reader:
    """A network with the weights of a file (.safetensors, or torch's own)."""
    from safetensors.torch import load_file

    network = Reader()
    weights = load_file(path) if path.suffix == ".safetensors" else torch.load(path, map_location="cpu")
    network.load_state_dict({name: value.float() for name, value in weights.items()}, strict=False)
    return network


def collate(features: Sequence[Feature], device: torch.device) -> tuple[Tensor, Tensor]:
    """Ids and additive mask of a batch, padded to a multiple of 8."""
    length = (max(len(one["ids"]) for one in features) + 7) // 8 * 8
    ids = torch.full((len(features), length), 1, dtype=torch.long)
    mask = torch.zeros(len(features), 1, 1, length)
    for row, one in enumerate(features):
        ids[row, : len(one["ids"])] = torch.tensor(one["ids"], dtype=torch.long)
        mask[row, ..., len(one["ids"]) :] = MASKED
    return ids.to(device), mask.to(device)


def states(network: Reader, features: Sequence[Feature]) -> Tensor:
    device = next(network.parameters()).device
    ids, mask = collate(features, device)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=network.narrow):
        hidden: Tensor = network(ids, mask)
    return hidden.float()


def heads(network: Reader, hidden: Tensor, features: Sequence[Feature]) -> tuple[Tensor, Tensor, Tensor]:
    """Span logits (windows, tokens, 2), question and padding masked, position 0 being "none"; unit logits, of all
    units in order; answerable (windows,)."""
    count, length, _ = hidden.shape
    allowed = torch.full((count, length), MASKED, device=hidden.device)
    for row, one in enumerate(features):
        allowed[row, 0] = 0
        allowed[row, one["base"] : len(one["ids"]) - 1] = 0
    places = [(row, first, last) for row, one in enumerate(features) for first, last in one["units"]]
    mean = torch.zeros(len(places), count * length, device=hidden.device)
    for at, (row, first, last) in enumerate(places):
        mean[at, row * length + first : row * length + last] = 1.0 / (last - first)
    token = network.tok(hidden)[..., 0]
    strongest = torch.stack(
        [torch.logsumexp(token[row, first:last], 0) - math.log(last - first) for row, first, last in places]
    )
    average = mean @ network.unit(hidden).reshape(count * length)
    return network.span(hidden) + allowed[..., None], average + strongest, network.ans(hidden[:, 0])[:, 0]


def reading_loss(network: Reader, features: Sequence[Feature]) -> Tensor:
    """Cross-entropy of the span's ends, binary of each unit's being evidence and of the window's answering, and of
    each evidence against all else that is read for its question.

    Windows of about one length are run together: those of one question are not, and padding costs as much as text.
    """
    features = sorted(features, key=lambda one: len(one["ids"]))
    some = [features[at : at + TOGETHER] for at in range(0, len(features), TOGETHER)]
    ends, units, answerable, operations = zip(*(_read(network, part) for part in some), strict=True)
    unit = torch.cat(units)
    weight = torch.tensor([one["weight"] for one in features], device=unit.device)
    evidence = torch.tensor([float(p) for one in features for p in one["pos"]], device=unit.device)
    answers = torch.tensor([float(any(one["pos"])) for one in features], device=unit.device)
    spans = (torch.cat(ends) * weight).sum() / weight.sum().clamp(min=1)
    found = F.binary_cross_entropy_with_logits(unit, evidence)
    holds = F.binary_cross_entropy_with_logits(torch.cat(answerable), answers)
    ranks = ranking_loss(unit, evidence, _groups(features, unit.device))
    asked = _operation_loss(torch.cat(operations), features)
    return spans + 2 * found + holds + RANKING * ranks + OPERATION * asked


def _operation_loss(logits: Tensor, features: Sequence[Feature]) -> Tensor:
    """Cross-entropy of what questions ask to be done, where that is known; logits (windows, operations)."""
    known = [at for at, one in enumerate(features) if "operation" in one]
    if not known:
        return logits.sum() * 0
    labels = torch.tensor([features[at]["operation"] for at in known], device=logits.device)
    return F.cross_entropy(logits[known], labels)


def operation_loss(network: Reader, features: Sequence[Feature]) -> Tensor:
    """The same of questions that are read with any window, of which nothing else is known."""
    return _operation_loss(network.operations(states(network, features)[:, 0]), features)


def _read(network: Reader, features: Sequence[Feature]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The spans' losses (windows,), unit logits (units,), answerable (windows,) and the operations' logits (windows,
    operations) of a few windows."""
    hidden = states(network, features)
    span, unit, answerable = heads(network, hidden, features)
    start, end = (torch.tensor([one["span"][k] for one in features], device=hidden.device) for k in (0, 1))
    ends = F.cross_entropy(span[..., 0], start, reduction="none") + F.cross_entropy(span[..., 1], end, reduction="none")
    return ends / 2, unit, answerable, network.operations(hidden[:, 0])


def _groups(features: Sequence[Feature], device: torch.device) -> Tensor:
    """The number of the question of each unit, shape (units,)."""
    numbers: dict[str | int, int] = {}
    of_window = [numbers.setdefault(one.get("group", at), len(numbers)) for at, one in enumerate(features)]
    each = [group for group, one in zip(of_window, features, strict=True) for _ in one["units"]]
    return torch.tensor(each, device=device)


def ranking_loss(unit: Tensor, evidence: Tensor, groups: Tensor) -> Tensor:
    """-log of the share that each evidence has among itself and what is no evidence in its group, the mean of groups'
    means; all of shape (units,). ListNet's loss with one relevant item (Cao et al., 2007), for each relevant one."""
    losses = []
    for group in range(int(groups.max()) + 1):
        mine = groups == group
        found, other = unit[mine & (evidence > 0)], unit[mine & (evidence == 0)]
        if len(found) and len(other):
            losses.append(F.softplus(torch.logsumexp(other, 0) - found).mean())
    return torch.stack(losses).mean() if losses else unit.sum() * 0


def entailment_loss(network: Reader, pairs: Sequence[Feature]) -> Tensor:
    """Of pairs whose ``nli`` lists the labels that are right: 0 entails, 1 neutral, 2 contradicts."""
    logs = F.log_softmax(network.nli(states(network, pairs)[:, 0]), -1)
    return -torch.stack([torch.logsumexp(logs[at, pair["nli"]], 0) for at, pair in enumerate(pairs)]).mean()
