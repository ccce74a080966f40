"""Says what llama.cpp computes on here, as one line of JSON, and ends: asked by `doctor`, or by hand."""

from __future__ import annotations

import json


def main() -> None:
    """Contained as the model is, before llama.cpp is loaded."""
    from localcounsel.sandbox.bootstrap import contain

    contain("model")
    from localcounsel.engine.llama import library

    library.llama()
    print(json.dumps({"processor": library.processor(), "devices": [each.name for each in library.devices()]}))


if __name__ == "__main__":
    main()
