"""Prints Markdown tables of what compare.sh has measured. Argument: the folder with files of lines of RecordedSearches and peers.py."""

import pathlib
import sys

import numpy as np
import pandas as pd

COLUMNS = ["kind", "search", "table", "budget", "slots", "first", "repetition", "regret", "seconds"]
FLOOR = "random"
OURS = "halving "
DRAWS = 2000


def read(folder):
    """The last line of each search; some fail first and have a result later."""
    lines = [line.split(",") for file in sorted(pathlib.Path(folder).glob("*.csv")) for line in file.read_text().splitlines()]
    table = pd.DataFrame([line for line in lines if len(line) == len(COLUMNS)], columns=COLUMNS)
    for column in COLUMNS[3:7] + ["seconds"]:
        table[column] = pd.to_numeric(table[column])
    table = table.sort_values("kind", kind="stable").drop_duplicates(COLUMNS[1:7], keep="last")  # RESULT comes after FAILED.
    table["regret"] = pd.to_numeric(table["regret"].where(table["kind"] == "RESULT"))
    return table


def markdown(frame, digits):
    print("| " + " | ".join(["search", *map(str, frame.columns)]) + " |")
    print("|---" * (len(frame.columns) + 1) + "|")
    for name, row in frame.iterrows():
        print("| " + " | ".join([name, *(cell if isinstance(cell, str) else "-" if pd.isna(cell) else f"{cell:.{digits}f}" for cell in row)]) + " |")
    print()


def shares(regrets, random):
    """By search: the mean over tables of its mean regret as a share of the floor's, and its 95 % interval over repetitions (bootstrap)."""
    names = regrets.columns
    tables = [part.to_numpy() for _, part in regrets.groupby("table")]

    def share(picked):
        means = np.array([rows.mean(0) for rows in picked])
        return (means / means[:, [names.get_loc(FLOOR)]]).mean(0)

    drawn = np.array([share([rows[random.integers(len(rows), size=len(rows))] for rows in tables]) for _ in range(DRAWS)])
    return pd.DataFrame({"share": share(tables), "low": np.quantile(drawn, 0.025, axis=0), "high": np.quantile(drawn, 0.975, axis=0)}, index=names)


def section(part):
    cells = part.pivot_table(index=["budget", "table", "repetition"], columns="search", values="regret", aggfunc="first")
    complete = cells.dropna()
    failed = (part["kind"] == "FAILED").groupby(part["search"]).sum()
    print(f"{part['table'].nunique()} tables; {len(complete)} of {len(cells)} sets of budget, table and repetition have a result of every search, and are compared"
          + "".join(f"; {number} searches of {name} failed" for name, number in failed.items() if number) + ".\n")
    random = np.random.default_rng(0)
    by_budget = {budget: rows.droplevel("budget") for budget, rows in complete.groupby("budget")}
    if not by_budget:
        return
    found = {budget: shares(rows, random) for budget, rows in by_budget.items()}
    print("Mean regret as a share of random search's, by budget, with its 95 % interval:\n")
    first = next(iter(found.values()))["share"].sort_values().index
    markdown(pd.DataFrame({b: [f"{r.share:.3f} ({r.low:.3f}-{r.high:.3f})" for r in f.loc[first].itertuples()] for b, f in found.items()}, index=first), 3)
    peers = [name for name in first if not name.startswith(OURS) and name != FLOOR]
    if peers:
        print("Regret over that of the best of the other systems, by budget:\n")
        ours = [name for name in first if name.startswith(OURS)]
        markdown(pd.DataFrame({b: f.loc[ours, "share"] / f.loc[peers, "share"].min() for b, f in found.items()}), 2)
    print("Mean rank among all, by budget (1 is best):\n")
    markdown(pd.DataFrame({b: rows.rank(axis=1).mean() for b, rows in by_budget.items()}).loc[first], 2)
    means = complete.groupby(["budget", "table"]).mean()
    print(f"On how many of the {len(means)} pairs of table and budget the row's mean regret is less than the column's:\n")
    markdown(pd.DataFrame({other: [(means[one] < means[other]).sum() for one in first] for other in first}, index=first), 0)
    print("Seconds of the search's own work, by budget:\n")
    markdown(part[part["kind"] == "RESULT"].groupby(["budget", "search"])["seconds"].mean().unstack("budget"), 2)


def main():
    for (slots, first), part in read(sys.argv[1]).groupby(["slots", "first"]):
        print(f"## {slots} at a time, first rung of {first} {'epoch' if first == 1 else 'epochs'}\n")
        section(part)


main()
