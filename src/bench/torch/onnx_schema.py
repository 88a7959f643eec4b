"""Writes ONNX's schema, the descriptor of its onnx.proto, to where the job reads it.

    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnx==1.17.0
    /tmp/onnx/bin/python src/bench/torch/onnx_schema.py src/main/resources/org/sparkhalving/export/onnx.desc
"""

import pathlib
import sys

from onnx import onnx_ml_pb2

pathlib.Path(sys.argv[1]).write_bytes(onnx_ml_pb2.DESCRIPTOR.serialized_pb)
