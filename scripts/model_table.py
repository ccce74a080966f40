"""Writes the table of docs/models.md: what public chat models need by this program's own reckoning, and who says what.

    .venv/bin/python scripts/model_table.py           prints the table
    .venv/bin/python scripts/model_table.py --write   puts it into docs/models.md

Nothing here was run with these models. A row has a shape only where somebody could be named who states it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from localcounsel.core import fit  # noqa: E402 - the path comes first
from localcounsel.engine.llama.fitting import block_size  # noqa: E402

PAGE = ROOT / "docs" / "models.md"
BEGIN, END = "<!-- scripts/model_table.py writes from here -->", "<!-- to here -->"
BITS = {"Q4_K_M": 4.96, "Q6_K": 6.5625, "Q8_0": 8.5}
"""Bits for one weight. Q6_K and Q8_0 by ggml's layout of their blocks (210 bytes for 256, 34 bytes for 32). Q4_K_M
mixes blocks of 4.5 and 6.56 bits: what the published conversion of the first row takes, 2.49 GB for 4.02 billion."""
WINDOWS = (4096, 8192)


@dataclass(frozen=True, slots=True)
class Row:
    """A public model as others describe it."""

    name: str
    billions: float
    licence: str
    template: str
    shape: fit.Shape | None
    """None where nobody could be named for it."""
    origin: str
    """Of licence, size and shape."""


def _shape(layers: int, heads: int, width: int, embedding: int, vocabulary: int) -> fit.Shape:
    """`heads`: those that are cached in each layer; `width`: numbers of one key."""
    return fit.Shape(layers, embedding, vocabulary, 32_768, layers * heads * 2 * width, 0, 0, width)


CONVERSION = "metadata of a published GGUF"
ROWS = (
    Row("Qwen3-4B-Instruct-2507", 4.02, "Apache-2.0", "chatml", _shape(36, 8, 128, 2560, 151_936), CONVERSION),
    Row("Phi-4-mini-instruct", 3.8, "MIT", "phi4-mini", _shape(32, 8, 128, 3072, 200_064), "catalogues of models"),
    Row("Ministral-3-3B-Instruct", 3.4, "Apache-2.0", "mistral-tekken", _shape(26, 8, 128, 3072, 131_072),
        "its publisher's card; the shape: a catalogue"),
    Row("Granite 4 of 3 billion, dense", 3.4, "Apache-2.0", "granite", _shape(40, 8, 64, 2560, 100_352),
        "its publisher's table for 4.1, of the same design; vocabulary: memory"),
    Row("Qwen3-1.7B", 1.7, "Apache-2.0", "qwen", None, "memory"),
    Row("SmolLM2-1.7B-Instruct", 1.7, "Apache-2.0", "chatml", None, "memory"),
    Row("SmolLM3-3B", 3.1, "Apache-2.0", "smollm3", None, "memory"),
    Row("Gemma-3-4B-it", 3.9, "Gemma terms: read them", "gemma", None, "memory"),
)  # fmt: skip


def needs(row: Row, quantisation: str, tokens: int) -> float:
    """Gigabytes, by the formula that decides whether a model is loaded."""
    assert row.shape is not None, "only rows with a shape are reckoned"
    weights = int(row.billions * 1e9 * BITS[quantisation] / 8)
    block = block_size(weights, on_gpu=False)
    return fit.needs(row.shape, weights, tokens, "f16", whole_window=True, block=block).whole / 1e9


def table() -> str:
    """The lines between the two marks."""
    heads = [f"{quantisation}, {WINDOWS[0]:,}" for quantisation in BITS] + [f"Q4_K_M, {WINDOWS[1]:,}"]
    lines = [
        f"| Model | Parameters | Licence | Template | {' | '.join(heads)} | Who says so |",
        f"|---|---|---|---|{'---|' * len(heads)}---|",
    ]
    for row in ROWS:
        ways = [*((each, WINDOWS[0]) for each in BITS), ("Q4_K_M", WINDOWS[1])]
        figures = [f"{needs(row, *way):.1f} GB" if row.shape else "" for way in ways]
        start = f"| {row.name} | {row.billions:.1f} B | {row.licence} | `{row.template}` |"
        lines.append(f"{start} {' | '.join(figures)} | {row.origin} |")
    return "\n".join(lines)


def main() -> int:
    if "--write" in sys.argv[1:]:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.partition(BEGIN)[0], page.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")
    else:
        print(table())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
