"""The tokenizer of the embedding model, as the reader uses it."""

from tokenizers import Tokenizer

from lcassist.index.embed import default_model_folder
from lcassist.reader.linearize import Linearizer


def linearizer() -> Linearizer:
    """The program's linearizer with the default embedding model's tokenizer."""
    tokenizer = Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return Linearizer(tokenizer)
