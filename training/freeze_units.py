"""Write a folder's units.jsonl: python -m training.freeze_units FOLDER... (after labelling, once)."""

import json
import sys
from pathlib import Path

from training.units import units

for folder in map(Path, sys.argv[1:]):
    with (folder / "units.jsonl").open("w", encoding="utf-8") as out:
        for path in sorted(folder.glob("*.md")):
            named = {name: text for name, text, _ in units(path)}
            out.write(json.dumps({"doc": path.name, "units": named}, ensure_ascii=False) + "\n")
