"""Export a trained reader to data/reader: ``python training/export.py OUT.pt``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from train import Reader

TARGET = Path(__file__).parent.parent / "src" / "willing" / "data" / "reader"
HEADS = ("tag", "action", "mention", "condition", "governor", "stance", "hangs")


def main() -> None:
    """Export, quantize to int8, and save the small heads beside."""
    reader = Reader()
    reader.load_state_dict(torch.load(sys.argv[1], weights_only=False)["model"])
    reader.eval()
    TARGET.mkdir(parents=True, exist_ok=True)
    ids = torch.ones((2, 8), dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(temporary) / "full.onnx"
        torch.onnx.export(
            reader,
            (ids, ids),
            str(full),
            input_names=names,
            output_names=["states"],
            opset_version=17,
            dynamo=False,
            dynamic_axes={name: {0: "text", 1: "token"} for name in [*names, "states"]},
        )
        quantize_dynamic(full, TARGET / "model.onnx", weight_type=QuantType.QInt8)
    arrays = {"nobody": reader.nobody.detach().numpy()}
    for name in HEADS:
        layer = getattr(reader, name)
        arrays[f"{name}.weight"] = layer.weight.detach().numpy()
        arrays[f"{name}.bias"] = layer.bias.detach().numpy()
    np.savez(TARGET / "heads.npz", **arrays)


if __name__ == "__main__":
    main()
