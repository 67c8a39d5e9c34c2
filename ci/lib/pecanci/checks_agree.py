# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""The assembly fast path and the C path agree: the same random IPC in several builds of the kernel gives the same digests.

tests/guest/agreement prints a digest of all results every some steps. A plugin of the emulator counts how many of the calls the
fast path handled, by labels in src/glue/CPU/fastpath.S whose names begin with fastpath_hit (docs/porting.md)."""

import json
import re
import subprocess
from dataclasses import dataclass, field

from . import build as builder
from .checks_start import RELEASE
from .common import ROOT, Problem, short
from .emulator import Machine, escape
from .footprint import symbols

PROGRAM = "agreement"
HIT_LABEL = "fastpath_hit"
TIME_LIMIT = 240.0

SEED = re.compile(r"^AGREE-SEED (\d+) steps (\d+)", re.MULTILINE)
DIGEST = re.compile(r"^AGREE-DIGEST (\d+) ([0-9a-f]+)", re.MULTILINE)
KIND = re.compile(r"^AGREE-KIND (\d+) (\S+)", re.MULTILINE)
STEP = re.compile(r"^AGREE-STEP .*", re.MULTILINE)

MIN_STEPS = 1000000
LOCATE_EVERY = 20
# The builds that have to agree: options, and a title.
BUILDS = (((), "default"), (("fastpath=false",), "C path"), (RELEASE, "release"))

# Kinds of IPC that every fast path handles; a board's cross file takes some away (fastpath_without) or adds some
# (fastpath_also) by these names. Send-only and receive-only are additions.
COVERED = [f"{operation}.{place}{words}" for operation in ("call", "reply-wait")
           for place in ("other-space", "same-space", "local-id") for words in ("", ".words")]
COVERED += [f"reply-wait-local.local-id{words}" for words in ("", ".words")]
COVERED += [f"{operation}.local-id{words}.lipc" for operation in ("call", "reply-wait-local") for words in ("", ".words")]


@dataclass
class Agreement:
    """What one boot printed and the plugin counted."""
    title: str
    labels: list
    digests: list = field(default_factory=list)
    steps: int = 0
    seed: int = 0
    kinds: dict = field(default_factory=dict)  # Name -> (calls, hits).
    trace: list = field(default_factory=list)
    log: str = ""


def code_of(board, path, name):
    """First and last address of a function of an ELF file."""
    text = subprocess.run([board.binaries.get("nm", "nm"), "-S", str(path)], capture_output=True, text=True,
                          check=True).stdout
    for line in text.splitlines():
        words = line.split()
        if len(words) == 4 and words[3] == name:
            first = int(words[0], 16)
            return first, first + int(words[1], 16) - 1
    raise Problem(f"{short(path)} has no function '{name}'")


def executed_at(board, kernel, address):
    """Where an instruction of the kernel is executed: elsewhere than linked, if its code is copied to the vectors."""
    for text in board.get("fastpath_moved", []):
        first, base = text.split("=")
        return address - kernel[first] + int(base, 16)
    return address


def plugin_option(board, directory, program, labels, out):
    first, last = code_of(board, program, "agreement_mark")
    marks = symbols(board, program)["agreement_marks"]
    parts = ["file=" + escape(str(builder.shared(directory) / "tools" / "footprint" / "hits.so")),
             f"marker={first:x}-{last:x}", f"marks={marks:x}+100", f"out={escape(str(out))}",
             *[f"hit={address:x}" for address in labels]]
    return ",".join(parts)


def run_once(board, options, title, arguments=""):
    """Boot the program on one build; what it gave."""
    # checks_boot imports much; the cycle is broken here.
    from . import checks_boot  # pylint: disable=import-outside-toplevel
    directory = builder.build(board, options)
    program = builder.program(directory, PROGRAM)
    kernel = symbols(board, builder.unstripped(directory))
    labels = {name: executed_at(board, kernel, address) for name, address in kernel.items()
              if name.startswith(HIT_LABEL)}
    out = directory / "logs" / "agreement.counts"
    out.parent.mkdir(exist_ok=True)
    machine = Machine(timeout=TIME_LIMIT,
                      extra=("-plugin", plugin_option(board, directory, program, labels.values(), out)))
    if board.get("fastpath_undefined_mrs"):
        arguments = f"{arguments} undefined={board.get('fastpath_undefined_mrs')}".strip()
    name = PROGRAM + ("-" + checks_boot.slug(arguments) if arguments else "")
    result = checks_boot.boot(board, directory, name, checks_boot.our_system(directory, PROGRAM, "", arguments),
                              machine)
    if result.status != 0:
        raise Problem(f"{title}: exit status {result.status}, {result.reason} (log: {short(result.log)})")
    text = result.text
    names = {int(number): kind for number, kind in KIND.findall(text)}
    counts = [json.loads(line) for line in out.read_text(encoding="ascii").splitlines()]
    seed = SEED.search(text)
    found = Agreement(title, sorted(labels), [(int(step), digest) for step, digest in DIGEST.findall(text)],
                      trace=STEP.findall(text), log=short(result.log))
    found.seed, found.steps = (int(seed.group(1)), int(seed.group(2))) if seed else (0, 0)
    found.kinds = {names[count["kind"]]: (count["calls"], count["hits"]) for count in counts if count["kind"] in names}
    return found


def first_difference(one, other):
    """Steps between which two runs went different ways, or None."""
    before = 0
    for (step, digest), (step2, digest2) in zip(one.digests, other.digests):
        if (step, digest) != (step2, digest2):
            return before, step
        before = step
    return None if len(one.digests) == len(other.digests) else (before, one.steps)


def locate(board, builds, between):
    """The first step that differs: digests more often, then the steps themselves, compared line by line."""
    words = f"steps={between[1]} every={LOCATE_EVERY}"
    window = first_difference(*(run_once(board, options, title, words) for options, title in builds))
    if window is None:
        return "another run showed no difference"
    words = f"steps={window[1]} trace={window[0]}"
    runs = [run_once(board, options, title, words) for options, title in builds]
    for line, line2 in zip(runs[0].trace, runs[1].trace):
        if line != line2:
            return f"{runs[0].title}: {line}\n       {runs[1].title}: {line2}"
    return f"no step between {window[0]} and {window[1]} that is printed differs"


def required_kinds(board):
    without = board.get("fastpath_without", [])
    unknown = [name for name in without if name not in COVERED]
    if unknown:
        raise Problem(f"{short(board.path)}: fastpath_without: {', '.join(unknown)}")
    return [name for name in COVERED if name not in without] + board.get("fastpath_also", [])


def has_fast_path(board, directory):
    """Is there an assembly fast path for the board's processor?"""
    arch = {"x86": "ia32", "x86_64": "amd64", "ppc": "powerpc"}
    family = board.sections["host_machine"]["cpu_family"]
    return (ROOT / "src" / "glue" / arch.get(family, family) / "fastpath.S").exists()


def expect_hits(outcome, board, run):
    """The fast path handled calls of every kind it is for."""
    if not outcome.expect(run.labels, f"{run.title}: fastpath.S has no label {HIT_LABEL}* (docs/porting.md)"):
        return
    missed = [f"{name} (of {run.kinds.get(name, (0, 0))[0]})" for name in required_kinds(board)
              if run.kinds.get(name, (0, 0))[1] == 0]
    outcome.expect(not missed, f"{run.title}: the fast path handled none of: {', '.join(missed)}")


def agreement(board):
    """A check for ci/test."""
    def check(outcome):
        runs = []
        for options, title in BUILDS:
            run = run_once(board, options, title)
            runs.append((options, run))
            outcome.expect(run.digests and run.digests[-1][0] >= MIN_STEPS <= run.steps,
                           f"{title}: {run.steps} steps, digests {run.digests[-1:]} (log: {run.log})")
        reference = runs[1][1]
        outcome.expect(not reference.labels, "fastpath=false: the fast path is there all the same")
        for options, run in runs:
            if run is reference:
                continue
            if has_fast_path(board, None):
                expect_hits(outcome, board, run)
            between = first_difference(run, reference)
            if outcome.expect(between is None,
                              f"{run.title} and {reference.title} differ between steps {between} (seed {run.seed}; "
                              f"logs: {run.log}, {reference.log})"):
                continue
            outcome.notes.append(locate(board, ((options, run.title), BUILDS[1]), between))
    return check
