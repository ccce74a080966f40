"""Prepare a trained ranker as the product does on import, and lay it into the package with its licence and figures.

    scripts/train_ranker/ship.py --model DIR [--into localcounsel/trained/clause-ranker-1]

Prints the files' sizes and hashes, which `localcounsel/store/demo.py` pins.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="what train.py saved")
    parser.add_argument("--into", type=Path, default=ROOT / "localcounsel" / "trained" / "clause-ranker-1")
    arguments = parser.parse_args()
    from localcounsel.engine.prepare_ranker import prepare

    kept = arguments.into / "CARD.md"
    card = kept.read_text(encoding="utf-8") if kept.is_file() else ""
    shutil.rmtree(arguments.into, ignore_errors=True)
    facts = prepare(arguments.model, arguments.into, progress=lambda stage: print(stage, flush=True))
    training = json.loads((arguments.model / "training.json").read_text(encoding="utf-8"))
    (arguments.into / "training.json").write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")
    if card:
        kept.write_text(card, encoding="utf-8")
    print(json.dumps({name: facts[name] for name in ("quantisation", "agreement", "tried", "max_tokens")}, indent=1))
    for file in sorted(arguments.into.iterdir()):
        content = file.read_bytes()
        print(f'ModelFile("{file.name}", {len(content):_}, "{hashlib.sha256(content).hexdigest()}"),')
    return 0


if __name__ == "__main__":
    sys.exit(main())
