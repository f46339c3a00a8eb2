"""Sentence meaning as vectors, from the shipped MiniLM encoder on ONNX Runtime."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

LONGEST_TOKENS = 64
VECTORS_KEPT = 4096
Vector = NDArray[np.float32]


class Encoder:
    """Turns a text into a unit vector of 384 numbers; texts with like meaning point alike.

    Texts are encoded one by one: in the quantized model a text's vector would otherwise depend
    on its neighbours in the batch.
    """

    def __init__(self) -> None:
        """Load the weights and the tokenizer from the package."""
        folder = files("willing") / "data" / "encoder"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        with as_file(folder / "model.onnx") as path:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        with as_file(folder / "tokenizer.json") as path:
            self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._tokenizer.no_padding()
        self.encode = lru_cache(VECTORS_KEPT)(self._encode)

    def _encode(self, text: str) -> Vector:
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Vector = self._session.run(None, inputs)[0][0]
        return vector
