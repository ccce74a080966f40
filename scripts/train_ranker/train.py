"""Train the clause ranker: a cross-encoder from MiniLM, on two CPU cores, in minutes.

    scripts/train_ranker/train.py --candidates DIR --base DIR --held-out FILE --out DIR [--seed N]

A second pass begins where the first ended: `--base` is then what the first saved, with another seed, which draws other
wordings, passages and counter-examples. What ships had three passes, seeds 1 to 3.

The loss of a group is the cross-entropy of the right passage among its passages, and half the binary cross-entropy
of every passage by itself, so that the score has a zero and can say that nothing answers.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.train_ranker.groups import Group, build

LONGEST = 192
"""Tokens of question and passage together."""
READ = 224
"""Tokens that the finished model reads; few passages are as long."""
GROUPS = 10
"""In one step."""
RATE = 6e-5
WARM_UP = 0.06


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=Path, required=True, help="what candidates.py wrote")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2, or of an earlier pass")
    parser.add_argument("--held-out", type=Path, required=True, help="JSON list of contracts that are not looked at")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=0, help="stop after so many, for a trial")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    held_out = set(json.loads(arguments.held_out.read_text(encoding="utf-8")))
    groups = build(arguments.candidates, held_out, arguments.seed)
    print(len(groups), "groups:", dict(Counter(group.source for group in groups)), flush=True)
    training = Training(arguments.base, groups, arguments.seed, arguments.threads)
    seconds = training.run(arguments.steps)
    training.save(arguments.out)
    before = arguments.base / "training.json"
    passes = json.loads(before.read_text(encoding="utf-8"))["passes"] if before.is_file() else []
    this = {
        "groups": dict(Counter(group.source for group in groups)),
        "minutes": round(seconds / 60, 1),
        "seed": arguments.seed,
        "loss": training.losses[-1] if training.losses else None,
    }
    card = {"passes": [*passes, this], "held_out": sorted(held_out)}
    (arguments.out / "training.json").write_text(json.dumps(card, indent=1), encoding="utf-8")
    return 0


class Training:
    """One pass over the groups."""

    def __init__(self, base: Path, groups: list[Group], seed: int, threads: int) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(str(base), local_files_only=True)
        self.model: Any = AutoModelForSequenceClassification.from_pretrained(
            str(base),
            num_labels=1,
            local_files_only=True,
            use_safetensors=True,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,  # one pass over the groups does not learn them by heart
            attention_probs_dropout_prob=0.0,
        )
        for part in (self.model.bert.embeddings, self.model.bert.encoder.layer[0]):
            for parameter in part.parameters():
                parameter.requires_grad = False  # more than half of the weights, and the words mean what they meant
        self.batches = list(self._batches(groups))
        self.losses: list[float] = []

    def _batches(self, groups: list[Group]) -> list[list[Group]]:
        """Groups of like length side by side, so that little of a step is padding; then in random order."""
        import random

        drawn, made = random.Random(0), []
        for start in range(0, len(groups), GROUPS * 16):
            some = sorted(groups[start : start + GROUPS * 16], key=lambda group: max(map(len, group.passages)))
            chunk = [some[at : at + GROUPS] for at in range(0, len(some), GROUPS)]
            drawn.shuffle(chunk)
            made += chunk
        return made

    def run(self, most: int) -> float:
        import torch

        steps = min(most, len(self.batches)) if most else len(self.batches)
        trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        optimiser = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
        self.model.train()
        began, running = time.monotonic(), 0.0
        for number, batch in enumerate(self.batches[:steps], start=1):
            loss = self._loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            now = loss.item()
            running = 0.98 * running + 0.02 * now if number > 1 else now
            if number % 25 == 0:
                self.losses.append(round(running, 4))
                spent = time.monotonic() - began
                left = spent / number * (steps - number)
                print(f"{number}/{steps} loss {running:.3f} {spent:.0f} s, {left:.0f} s left", flush=True)
        return time.monotonic() - began

    def _loss(self, batch: list[Group]) -> Any:
        import torch
        from torch.nn import functional

        questions = [group.question for group in batch for _ in group.passages]
        passages = [passage for group in batch for passage in group.passages]
        encoded = self.tokenizer(
            questions, passages, truncation="only_second", max_length=LONGEST, padding=True, return_tensors="pt"
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.model(**encoded).logits
        scores = scores.float().view(len(batch), -1)
        labels = torch.tensor([group.labels for group in batch])
        each = functional.binary_cross_entropy_with_logits(scores, labels)
        there = labels.sum(1) > 0
        if not there.any():
            return each
        among = functional.cross_entropy(scores[there], labels[there].argmax(1))
        return among + 0.5 * each

    def save(self, out: Path) -> None:
        """As a folder that `localcounsel models import` takes."""
        self.model.config.problem_type = "regression"
        self.model.save_pretrained(str(out), safe_serialization=True)
        self.tokenizer.model_max_length = READ
        self.tokenizer.save_pretrained(str(out))


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(WARM_UP * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


if __name__ == "__main__":
    sys.exit(main())
