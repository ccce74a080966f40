#!/usr/bin/env python3
"""Look into a matter as the proofs need it: counts, whether every vector finds itself, whether the audit chain holds.

scripts/inspect_matter.py --home DIR MATTER        prints one JSON object
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from localcounsel.core.passages import document_key, header
from localcounsel.flows.desk import open_desk
from localcounsel.store.places import find as find_places


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("matter")
    arguments = parser.parse_args()
    with open_desk(find_places(arguments.home, {}), arguments.matter) as desk:
        desk.audit.check()
        state = desk.ready_index()
        present = desk.index.present() if state else frozenset()
        passages = found = pages = 0
        ids: set[int] = set()
        for document in desk.store.documents():
            pages += len(desk.store.pages(document.id))
            for passage in desk.store.document_passages(document.id):
                passages += 1
                ids.add(passage.id)
                text = f"{header(document.name, document.outline, passage)}\n{passage.text}"
                nearest = desk.index.nearest(text, 3, [document_key(document.id)]) if state else []
                # Two passages of one wording share a vector: either may come first.
                found += passage.id in [id for id, _ in nearest] or bool(nearest and nearest[0][1] > 0.9999)
        print(
            json.dumps(
                {
                    "pages": pages,
                    "stored_passages": passages,
                    "distinct_passages": len(ids),
                    "vectors": len(present),
                    "vectors_of_no_passage": len(present - ids),
                    "self_found": found,
                }
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
