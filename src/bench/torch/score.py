"""Scores a Parquet table of images in eager PyTorch, as people write it: pyarrow, Pillow, torch.nn; src/bench/score.sh calls it.

    score.py tables DATA FOLDER COPIES   writes png.parquet and pixels.parquet of the 60,000 training images, so many times
    score.py time MODEL TABLE OUT   scores a table on one thread, writes it, and prints what another time without writing takes of the processor
    score.py compare OURS THEIRS    exit code 1 unless all classes are the same and probabilities are within 0.00001
"""

import io
import sys
import time

import numpy
import pyarrow
import pyarrow.parquet as parquet
import torch
from check_model import idx, load
from PIL import Image

MEAN, DEVIATION = 0.2860, 0.3530
BATCH = 1024


def tables(data, folder, copies):
    images = idx(data, "train-images-idx3-ubyte", 16).reshape(-1, 28, 28)
    for name, encode in {"png": png, "pixels": lambda image: image.tobytes()}.items():
        cells = [encode(image) for image in images] * int(copies)
        table = pyarrow.table({"id": numpy.arange(len(cells)), "image": cells})
        parquet.write_table(table, f"{folder}/{name}.parquet")


def png(image):
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG")
    return out.getvalue()


def pixels(cell):
    if len(cell) == 784 and not cell.startswith(b"\x89PNG"):
        return numpy.frombuffer(cell, numpy.uint8)
    return numpy.asarray(Image.open(io.BytesIO(cell)).convert("L")).reshape(-1)


def score(model, table, out=None):
    writer = None
    for batch in parquet.ParquetFile(table).iter_batches(BATCH):
        images = numpy.stack([pixels(cell) for cell in batch.column("image").to_pylist()])
        with torch.no_grad():
            logits = model((torch.from_numpy(images).float() / 255 - MEAN) / DEVIATION)
            probabilities = torch.softmax(logits.double(), 1)
        best = probabilities.max(1)
        if out is None:
            continue
        scored = pyarrow.Table.from_batches([batch])
        scored = scored.append_column("class", pyarrow.array(best.indices.numpy().astype("int32")))
        scored = scored.append_column("probability", pyarrow.array(best.values.numpy()))
        scored = scored.append_column("probabilities", pyarrow.array(list(probabilities.numpy())))
        writer = writer or parquet.ParquetWriter(out, scored.schema)
        writer.write_table(scored)
    if out is not None:
        writer.close()


def main():
    command, *arguments = sys.argv[1:]
    if command == "tables":
        tables(*arguments)
    elif command == "time":
        torch.set_num_threads(1)
        path, table, out = arguments
        model = load(path)
        score(model, table, out)
        before = time.process_time()
        score(model, table)
        print(f"{time.process_time() - before:.3f}")
    else:
        ours, theirs = (parquet.read_table(path, columns=["id", "class", "probability"]).sort_by("id") for path in arguments)
        assert ours["id"].equals(theirs["id"]) and ours["class"].to_pylist() == theirs["class"].to_pylist()
        difference = numpy.abs(ours["probability"].to_numpy() - theirs["probability"].to_numpy()).max()
        print(f"the same classes; probabilities differ by at most {difference:.1e}")
        assert difference < 1e-5


if __name__ == "__main__":
    main()
