"""Makes a folder of tables for compare.sh of this project's own recorded curves: own_curves.py FOLDER, a new one."""

import pathlib
import shutil
import sys

import pandas as pd

HERE = pathlib.Path(__file__).resolve().parent


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True)
    curves = pd.read_parquet(HERE.parent / "curves" / "session2.parquet")
    names = pd.read_csv(HERE / "session2.csv")["name"].to_list()
    curves[["trial", "epoch", "val_loss"]].to_parquet(folder / "session2.parquet")
    curves.drop_duplicates("trial")[["trial", *names]].to_csv(folder / "configurations.csv", index=False)
    shutil.copy(HERE / "session2.csv", folder / "space.csv")


main()
