"""The names of the files of the converted embedding model, for those that read them without converting anything."""

from __future__ import annotations

TOKENIZER = "tokenizer.json"
WEIGHTS = "model.safetensors"
