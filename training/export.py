"""Export a trained reader: ``python training/export.py OUT.pt [CALIBRATION.json]``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from reader import Reader

TARGET = Path(__file__).parent.parent / "src" / "willing" / "data" / "reader"
UNCALIBRATED = [1.0, 0.0, 0.0]


def main() -> None:
    """Export, quantize to int8, and save the small heads beside."""
    model = Reader()
    model.load_state_dict(torch.load(sys.argv[1], weights_only=False)["model"])
    model.eval()
    TARGET.mkdir(parents=True, exist_ok=True)
    ids = torch.ones((2, 8), dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(temporary) / "full.onnx"
        torch.onnx.export(
            model,
            (ids, ids),
            str(full),
            input_names=names,
            output_names=["states"],
            opset_version=17,
            dynamo=False,
            dynamic_axes={name: {0: "text", 1: "token"} for name in [*names, "states"]},
        )
        quantize_dynamic(full, TARGET / "model.onnx", weight_type=QuantType.QInt8)
    arrays = {
        name: values.detach().numpy()
        for name, values in model.state_dict().items()
        if not name.startswith("encoder.")
    }
    calibration = json.loads(Path(sys.argv[2]).read_text()) if sys.argv[2:] else UNCALIBRATED
    arrays["calibration"] = np.array(calibration)
    np.savez(TARGET / "heads.npz", **arrays)


if __name__ == "__main__":
    main()
