"""What a command and all processes that it starts take: wall time, processor time, memory."""

import dataclasses
import os
import pathlib
import subprocess
import threading
import time
import uuid

TICKS = os.sysconf("SC_CLK_TCK")
MARK = "BENCH_RUN"


@dataclasses.dataclass(frozen=True)
class Taken:
    """Seconds from the command's start to its end; of processors; the most memory of all its processes at a time, in bytes (PSS)."""

    begun: float
    wall: float
    cpu: float
    memory: int


class Sampler(threading.Thread):
    """Looks every half second at the processes with a mark in their environment, whoever their parents are."""

    def __init__(self, mark):
        super().__init__(daemon=True)
        self.mark, self.ended = f"{MARK}={mark}".encode(), threading.Event()
        self.cpu, self.memory = {}, 0

    def run(self):
        while not self.ended.is_set():
            self.look()
            self.ended.wait(0.5)

    def look(self):
        memory = 0
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if self.mark not in (process / "environ").read_bytes().split(b"\0"):
                    continue
                fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
                self.cpu[process.name, fields[19]] = (int(fields[11]) + int(fields[12])) / TICKS
                memory += next(
                    int(line.split()[1]) for line in (process / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue  # It has ended.
        self.memory = max(self.memory, memory * 1024)


def run(command, log, environment):
    """Runs a command with its output in the file `log`; fails when it does. Processes are seen to the last half second."""
    mark = uuid.uuid4().hex
    sampler = Sampler(mark)
    begun = time.time()
    with open(log, "w") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=os.environ | environment | {MARK: mark})
        sampler.start()
        code = process.wait()
    wall = time.time() - begun
    sampler.ended.set()
    sampler.join()
    if code != 0:
        raise SystemExit(f"measure.py: {command[0]} ended with {code}; see {log}")
    return Taken(begun, wall, sum(sampler.cpu.values()), sampler.memory)
