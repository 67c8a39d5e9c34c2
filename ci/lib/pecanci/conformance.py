#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""docs/conformance.md: which test covers which requirement, and how it went on which board.

usage: ci/conformance write          write docs/conformance.md anew
       ci/conformance check          TAP: is docs/conformance.md what `write` would write?
       ci/conformance log BOARD LOG  keep the results of a console log, then write
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SUITE = ROOT / "user" / "conformance"
RESULTS = SUITE / "results"
DOCUMENT = ROOT / "docs" / "conformance.md"

TEST = re.compile(r'\{\s*"([a-z0-9/-]+)",\s*(\w+),\s*"([RA0-9 ]+)",\s*([A-Z_|\s0]+),\s*\d+\s*\}')
SUITE_NAME = re.compile(r'CT_SUITE\(\w+, "([a-z0-9]+)", tests\)')
SUMMARY = re.compile(r"^# summary ([RA]\d+) executed=(\d+) passed=(\d+) failed=(\d+) skipped=(\d+)",
                     re.MULTILINE)
SKIP = re.compile(r"^ok \d+ - (\S+) # SKIP (.*?)\r*$", re.MULTILINE)

# Why a test may be skipped.
REASONS = {
    "there is one processor": "the test needs a second processor",
    "this kernel has no I/O fpages": "no I/O ports, or `io=open`",
    "there is one page size": "the test needs a second page size",
    "no interrupt on this board that the suite can cause": "no device for it",
    "long mode only (long=1)": "takes minutes",
    "the board has no shared memory": "nothing to ask for",
    "this kernel has no pagerexregs": "optional feature",
    "this kernel has ctrlxfer": "the bits have a meaning there",
    "there is more memory than thread numbers": "memory cannot be exhausted in this way",
    "this CPU has no AVX": "tested on QEMU's `max`",
    "the loader left no boot information": "optional",
    "kernel addresses raise exceptions here": "MIPS64: address errors, tested as such by the checklist",
    "the processor is of Release 2": "MIPS64: the instruction does not trap there; the system call is tested",
}


def requirements():
    """(section, number, text) in the order of the list."""
    section = ""
    for line in (SUITE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            section = line[3:]
        elif re.match(r"R\d+ ", line):
            number, text = line.split(" ", 1)
            yield section, number, text


def tests_of(path):
    """(name, what it covers) of a file's table."""
    text = path.read_text(encoding="utf-8")
    suite = SUITE_NAME.search(text)
    if not suite:
        return
    for name, _, covers, _ in TEST.findall(text):
        yield f"{suite.group(1)}/{name}", covers.split()
        if suite.group(1) == "ipc":
            yield f"lipc/{name}", covers.split() + ["R143"]


def coverage(paths):
    """A dict from number to names of tests."""
    found = {}
    for path in paths:
        for name, covers in tests_of(path):
            for number in covers:
                found.setdefault(number, []).append(name)
    return found


def states(text):
    """A dict from number to a word, of a console log."""
    result = {}
    for number, executed, _, failed, skipped in SUMMARY.findall(text):
        if int(failed):
            result[number] = "FAILED"
        elif int(executed):
            result[number] = "ok" if not int(skipped) else "ok, in part"
        else:
            result[number] = "skipped"
    return result


def board_results():
    """A dict from board to states."""
    found = {}
    for path in sorted(RESULTS.glob("*.txt")):
        lines = [line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines()
                 if line and not line.startswith("#")]
        found[path.stem] = dict(lines)
    return found


def row(cells):
    return "| " + " | ".join(cells) + " |"


def names(found, number):
    return ", ".join(f"`{name}`" for name in found.get(number, [])) or "**none**"


def document():
    """The text of docs/conformance.md."""
    results = board_results()
    boards = list(results)
    found = coverage(sorted(SUITE.glob("*.c")))
    lines = [
        "<!-- SPDX-License-Identifier: BSD-2-Clause -->",
        "<!-- Copyright 2026 The Pecan authors -->",
        "<!-- Written by ci/conformance; do not edit. -->",
        "", "# Conformance", "",
        "What the interface requires, the tests of `user/conformance` for it, and how they went on each board "
        "(*ok, in part*: some of the tests were skipped). Run them with `ci/boot BOARD --program conformance`; "
        "`--root-args \"group=ipc seed=7 long=1 test=kip/identity list=1\"` chooses (each part is optional). After a run, "
        "`ci/conformance log BOARD LOG` keeps the results and writes this page.", "",
        "Tests are skipped for these reasons only:", "", row(["reason", "meaning"]), row(["---", "---"])]
    lines += [row([reason, meaning]) for reason, meaning in sorted(REASONS.items())]
    section = None
    for title, number, text in requirements():
        if title != section:
            section = title
            lines += ["", f"## {title}", "", row(["no.", "requirement", "tests", *boards]),
                      row(["---"] * (3 + len(boards)))]
        lines.append(row([number, text.replace("|", "\\|"), names(found, number),
                          *(results[board].get(number, "-") for board in boards)]))
    for folder in sorted((SUITE / "arch").iterdir()):
        own = coverage([folder / "abi.c"]) if (folder / "abi.c").exists() else {}
        if not own:
            continue
        of_arch = [board for board in boards if board.startswith(folder.name)]
        lines += ["", f"## Checklist of docs/abi-{folder.name}.md", "",
                  row(["no.", "tests", *of_arch]), row(["---"] * (2 + len(of_arch)))]
        for number in sorted(own, key=lambda name: int(name[1:])):
            lines.append(row([number[1:], names(own, number),
                              *(results[board].get(number, "-") for board in of_arch)]))
    return "\n".join(lines) + "\n"


def problems_of_log(text):
    """What is wrong with a console log of the suite; nothing if it is complete and green."""
    found = states(text)
    for _, number, _ in requirements():
        if number not in found:
            yield f"{number}: no test was executed or skipped"
        elif found[number] == "FAILED":
            yield f"{number}: failed"
    for test, reason in SKIP.findall(text):
        if reason not in REASONS:
            yield f"{test}: skipped for a reason that is not in the list: {reason}"


def worse_than_documented(board, text):
    """Requirements that docs/conformance.md calls ok and that were skipped here."""
    documented = board_results().get(board, {})
    for number, state in states(text).items():
        if documented.get(number, "").startswith("ok") and state == "skipped":
            yield f"{number}: skipped, but docs/conformance.md says {documented[number]}"


def keep(board, log):
    text = Path(log).read_text(encoding="utf-8", errors="replace")
    wrong = list(problems_of_log(text))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
    if any(number not in states(text) for _, number, _ in requirements()):
        print(f"{log}: no whole run of the suite; nothing is kept", file=sys.stderr)
        return 1
    RESULTS.mkdir(exist_ok=True)
    lines = ["# SPDX-License-Identifier: BSD-2-Clause", "# Copyright 2026 The Pecan authors",
             f"# Results on {board}, kept by ci/conformance."]
    lines += [f"{number} {state}" for number, state in states(text).items()]
    (RESULTS / f"{board}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if wrong else 0


def check():
    """TAP."""
    found = coverage(sorted(SUITE.glob("*.c")))
    known = {number for _, number, _ in requirements()}
    missing = [number for _, number, _ in requirements() if number not in found]
    unknown = sorted(set(found) - known)
    failed = [f"{board} {number}" for board, result in board_results().items()
              for number, state in result.items() if state == "FAILED"]
    current = DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == document()
    checks = [("every requirement has a test", not missing, missing),
              ("tests name requirements that exist", not unknown, unknown),
              ("no test fails on any board", not failed, failed),
              ("docs/conformance.md is current", current, ["run ci/conformance write"])]
    print(f"1..{len(checks)}")
    for number, (name, good, details) in enumerate(checks, 1):
        print(f"{'' if good else 'not '}ok {number} - {name}")
        if not good:
            print("# " + " ".join(details))
    return 0 if all(good for _, good, _ in checks) else 1


def main(arguments):
    if arguments == ["check"]:
        return check()
    if arguments == ["write"]:
        status = 0
    elif len(arguments) == 3 and arguments[0] == "log":
        status = keep(arguments[1], arguments[2])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    DOCUMENT.write_text(document(), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
