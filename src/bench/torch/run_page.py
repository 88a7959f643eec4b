"""Runs the Python code of src/docs/python.md, block after block, each in a process of its own: src/bench/export.sh does.

    run_page.py STUDY MODELS

From the repository's root. STUDY stands for studies/quickstart in what the page says; the folder MODELS has best.torchscript and
best.safetensors, exported from it; the data is in data.
"""

import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path("src/docs/python.md")


def main():
    study, models = sys.argv[1:]
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    for number, block in enumerate(blocks, 1):
        code = block.replace("studies/quickstart", study).replace('"best.', f'"{models}/best.')
        print(f"\n=== block {number} of {len(blocks)}\n{code}---", flush=True)
        if subprocess.run([sys.executable, "-c", code]).returncode != 0:
            sys.exit(f"FAILED: block {number} of {PAGE}")
    print(f"\nAll {len(blocks)} blocks ran.")


if __name__ == "__main__":
    main()
