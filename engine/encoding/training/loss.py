"""What the adapter is taught: answers near their questions, labels readable from the vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.encoding.training.batches import Step

if TYPE_CHECKING:
    from torch import Tensor


def contrastive_loss(vectors: Tensor, step: Step, temperature: float) -> Tensor:
    """Softmax over all passages of the step for each question, and over all other questions for each pair.

    Args:
        vectors: (texts, dimension), rows of length 1.
        temperature: of the cosine; a passage given as sentences scores as its best one.

    Questions without an answer only stand among the wrong questions of the second half.
    """
    import torch

    scores = _scores(vectors, step) / temperature  # (questions, passages)
    answers = torch.tensor(step.answers)
    known = answers >= 0
    forward = torch.nn.functional.cross_entropy(scores[known], answers[known])
    right = answers[:, None] == torch.arange(scores.shape[1])[None, :]
    wrong = torch.logsumexp(scores.masked_fill(right, -torch.inf), dim=0)  # of each passage, over foreign questions
    own = scores[known].gather(1, answers[known, None]).squeeze(1)
    backward = torch.nn.functional.softplus(wrong[answers[known]] - own).mean()
    return (forward + backward) / 2


def _scores(vectors: Tensor, step: Step) -> Tensor:
    import torch

    cosines = vectors[step.questions] @ vectors[[i for own in step.candidates for i in own]].T
    columns = torch.split(cosines, [len(own) for own in step.candidates], dim=1)
    return torch.stack([column.amax(dim=1) for column in columns], dim=1)


def label_loss(logits: Tensor, step: Step, names: list[str]) -> Tensor:
    """Binary cross-entropy of the label heads, over the kinds of label that are known for each text.

    Args:
        logits: (labelled texts, labels), in the order of `step.labelled`.
    """
    import torch

    targets = torch.zeros_like(logits)
    known = torch.zeros_like(logits)
    for row, (_, labels, kinds) in enumerate(step.labelled):
        for column, name in enumerate(names):
            targets[row, column] = labels.get(name, 0.0)
            known[row, column] = float(name.split(":")[0] in kinds)
    losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (losses * known).sum() / known.sum().clamp(min=1)
