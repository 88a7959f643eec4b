"""Prints Markdown tables of what compare.sh has measured. Arguments: files with lines of RecordedSearches and peers.py."""

import sys

import pandas as pd

COLUMNS = ["search", "table", "budget", "slots", "first", "repetition", "regret", "seconds"]
FLOOR = "random"


def read(files):
    rows = []
    for file in files:
        with open(file) as lines:
            rows += [line.strip().split(",")[1:] for line in lines if line.startswith("RESULT,")]
    table = pd.DataFrame(rows, columns=COLUMNS)
    for column in COLUMNS[2:]:
        table[column] = pd.to_numeric(table[column])
    return table


def markdown(frame, digits):
    print("| " + " | ".join(["search", *map(str, frame.columns)]) + " |")
    print("|---" * (len(frame.columns) + 1) + "|")
    for name, row in frame.iterrows():
        print("| " + " | ".join([name, *("-" if pd.isna(cell) else f"{cell:.{digits}f}" for cell in row)]) + " |")
    print()


def main():
    results = read(sys.argv[1:])
    for (slots, first), part in results.groupby(["slots", "first"]):
        repetitions = part["repetition"].nunique()
        print(f"## {slots} at a time, first rung of {first} epochs; {part['table'].nunique()} tables, {repetitions} repetitions\n")
        regrets = part.groupby(["budget", "table", "search"])["regret"].mean().unstack("search")
        shares = regrets.div(regrets[FLOOR], axis=0).groupby("budget").mean().T
        print("Mean regret as a share of random search's, by budget:\n")
        markdown(shares.sort_values(shares.columns[0]), 3)
        ranked = part.pivot_table(index=["budget", "table", "repetition"], columns="search", values="regret").dropna()
        ranks = ranked.rank(axis=1).groupby("budget").mean().T
        print("Mean rank among all, by budget (1 is best):\n")
        markdown(ranks.sort_values(ranks.columns[0]), 2)
        wins = pd.DataFrame(
            {other: [(regrets[one] < regrets[other]).sum() for one in regrets.columns] for other in regrets.columns},
            index=regrets.columns,
        )
        print(f"On how many of the {len(regrets)} pairs of table and budget the row's mean regret is less than the column's:\n")
        markdown(wins, 0)
        print("Seconds of the search's own work, by budget:\n")
        markdown(part.groupby(["budget", "search"])["seconds"].mean().unstack("budget"), 2)


main()
