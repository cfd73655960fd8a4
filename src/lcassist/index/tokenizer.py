"""The default embedding model's tokenizer, loaded once: the encoder and the reader use the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lcassist.index.converted import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@lru_cache(maxsize=2)
def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer in the folder that ``model_folder`` gives; it cuts nothing off.

    Raises what the tokenizers library raises where the file is damaged.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
