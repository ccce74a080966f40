"""Says what llama.cpp computes on here and ends: asked by `doctor`, or by hand.

A line of JSON for the processor, then one for graphics devices: a driver that ends the process takes only its own
line with it. With the argument `off` no driver is loaded.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict


def main() -> None:
    """Contained as the model is, before llama.cpp is loaded."""
    from localcounsel.sandbox.bootstrap import contain

    contain("model")
    from localcounsel.engine.llama import graphics, library

    place = library.folder(library.llama()) / graphics.FOLDER
    modules = [graphics.kind(each) for each in graphics.modules(place)]
    print(json.dumps({"processor": library.processor(), "modules": modules}), flush=True)
    if "off" not in sys.argv[1:]:
        devices = [{k: v for k, v in asdict(each).items() if k != "handle"} for each in graphics.devices()]
        print(json.dumps({"devices": devices, "absent": graphics.absent()}), flush=True)


if __name__ == "__main__":
    main()
