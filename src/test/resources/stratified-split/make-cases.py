#!/usr/bin/env python3
"""Writes cases.csv beside this script: splits by the real scikit-learn, for StratifiedSplitTest.

A row: fraction, seed, the labels (one digit each), the train and the validation indices.
Many cases have ties between classes, which scikit-learn breaks by drawing.
"""

from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import train_test_split

SEEDS = [0, 1, 7, 42, 2**31 - 1, 2**31, 3_000_000_019, 2**32 - 1]
FRACTIONS = [0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.5, 0.55, 0.7, 0.9]


def by_hand():
    """Labels that a random draw would hardly give."""
    yield [0, 1] * 10, 0.5
    yield [0, 0, 1, 1], 0.5
    yield [2] * 6 + [5] * 4, 0.25
    yield [9, 9, 9, 0, 0, 0, 4, 4, 4], 0.4
    yield list(range(10)) * 3, 0.35
    yield list(range(10)) * 7, 0.5
    yield [7] * 30 + [3] * 2, 0.1
    yield [1] * 12, 0.25
    # Halves whose second count falls short in floating point, as 13 / 45 * 45 < 13: more draws.
    yield [0] * 26 + [1] * 26 + [2] * 26 + [3] * 12, 0.5
    yield [4] * 14 + [1] * 14 + [6] * 14 + [3] * 14 + [9] * 14 + [0] * 40, 0.5
    for size in (2, 3, 5, 7):
        yield sorted(list(range(10)) * size), 0.5


def drawn():
    """Unbalanced labels of 2 to 10 classes, not all numbers used, in random order."""
    random = np.random.default_rng(20260101)
    for number in range(72):
        classes = random.permutation(10)[: 2 + number % 9]
        most = [4, 9, 30][number % 3]
        counts = random.integers(2, most + 1, len(classes))
        labels = random.permutation(np.repeat(classes, counts))
        yield labels.tolist(), FRACTIONS[number % len(FRACTIONS)]


def main():
    lines = [f"# scikit-learn {sklearn.__version__}, numpy {np.__version__}: train_test_split(stratify=labels)"]
    for number, (labels, fraction) in enumerate([*by_hand(), *drawn()]):
        seed = SEEDS[number % len(SEEDS)]
        try:
            train, validation = train_test_split(
                np.arange(len(labels)), test_size=fraction, random_state=seed, stratify=labels
            )
        except ValueError:
            continue  # the refusals have their own tests
        lines.append(
            f"{fraction!r},{seed},{''.join(map(str, labels))},"
            f"{' '.join(map(str, train))},{' '.join(map(str, validation))}"
        )
    (Path(__file__).parent / "cases.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
