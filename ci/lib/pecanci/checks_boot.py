# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Checks that boot a guest: our programs on many machines, bad input, scripts around the run."""

import re
import struct
import subprocess
from dataclasses import replace

from . import build as builder
from . import conformance
from . import image
from .common import EXIT_TIMEOUT, ROOT, Problem, short
from .emulator import Machine, run
from .guest import Module, System, write_iso
from .table import read_tap

BANNER = re.compile(r"^Pecan ", re.MULTILINE)
TIME_LIMIT = 120.0
LONG_LIMIT = 7200.0  # the suite's long mode: ten million random system calls
KERNEL_LIMIT = 256 * 1024


def slug(name):
    return re.sub(r"[^A-Za-z0-9._=-]+", "-", name)


def boot(board, directory, name, system, machine=None, stdin=None):
    """Boot with a log named after the check."""
    machine = machine or Machine(timeout=TIME_LIMIT)
    return run(board, system, machine, directory / "logs" / f"test-{slug(name)}.log", stdin=stdin)


def our_system(directory, root, command_line="", arguments=""):
    return System(builder.kernel(directory), command_line,
                  [Module(builder.program(directory, "sigma0")),
                   Module(builder.program(directory, root), arguments)])


def expect_pass(outcome, result, what):
    outcome.expect(result.status == 0, f"{what}: exit status {result.status}, {result.reason} "
                                       f"(log: {short(result.log)})")


def passes(board, directory, name, root, machine=None, tap=False, real_time=False, arguments=""):
    """Our program as the root task: the banner comes, the verdict is 0, TAP lines are counted.
    TAP programs test times: theirs are those of executed instructions (--icount), so that a busy
    host cannot fail them, unless real_time."""
    def check(outcome):
        chosen = machine or Machine(timeout=TIME_LIMIT)
        if tap and not real_time:
            chosen = replace(chosen, icount=True)
        result = boot(board, directory, name, our_system(directory, root, "", arguments), chosen)
        expect_pass(outcome, result, root)
        outcome.expect(BANNER.search(result.text), "no line that starts with 'Pecan '")
        if tap:
            read_tap(result.text, outcome, root)
        if root == "conformance":
            is_usual = chosen.cpu in (None, board.need("qemu_cpu"))
            expect_requirements(outcome, board, result.text, is_usual)
    return check


def expect_requirements(outcome, board, text, is_usual_cpu):
    """Every requirement was tested or skipped for a listed reason, as docs/conformance.md says of
    the board with its usual processor."""
    wrong = list(conformance.problems_of_log(text))
    if is_usual_cpu:
        wrong += conformance.worse_than_documented(board.name, text)
    outcome.expect(not wrong, "; ".join(wrong[:8]) + (" ..." if len(wrong) > 8 else ""))


def through_iso(board, directory, name, root):
    """The same through GRUB: a CD made by grub-mkrescue."""
    def check(outcome):
        iso = directory / f"test-{root}.iso"
        write_iso(board, our_system(directory, root), iso)
        try:
            machine = Machine(timeout=TIME_LIMIT, iso=iso, icount=root == "conformance")
            expect_pass(outcome, boot(board, directory, name, System(iso), machine), root)
        finally:
            iso.unlink(missing_ok=True)
    return check


def repeatable(board, directory, name, root):
    """Under --icount two runs print the same."""
    def check(outcome):
        results = [boot(board, directory, f"{name}-{turn}", our_system(directory, root),
                        Machine(timeout=TIME_LIMIT, icount=True)) for turn in (1, 2)]
        for result in results:
            expect_pass(outcome, result, root)
        outcome.expect(results[0].output == results[1].output,
                       f"two runs under --icount differ: {short(results[0].log)}, "
                       f"{short(results[1].log)}")
    return check


def elf(board, address, size=4096):
    """An ELF program of the board's class, byte order and processor, loaded at an address. It is
    for tests of the loader: nothing in it is meant to run."""
    host = board.sections["host_machine"]
    wide, big = "64" in host["cpu_family"], host["endian"] == "big"
    order, word = ">" if big else "<", "Q" if wide else "I"
    head, entry = (64, 56) if wide else (52, 32)
    header = b"\x7fELF" + bytes([2 if wide else 1, 2 if big else 1, 1]) + bytes(9)
    header += struct.pack(f"{order}HHI{word * 3}IHHHHHH", 2, board.elf_machine, 1, address,
                          head, 0, 0, head, entry, 1, 0, 0, 0)
    content = bytes(4)
    if wide:
        segment = struct.pack(order + "IIQQQQQQ", 1, 7, head + entry, address, address,
                              len(content), size, 4)
    else:
        segment = struct.pack(order + "IIIIIIII", 1, head + entry, address, address,
                              len(content), size, 7, 4)
    return header + segment + content


def bad_input(board, directory, scratch):
    """Checks with modules that cannot work: a clear message, and a failing verdict."""
    good = builder.program(directory, "sigma0")
    demo = builder.program(directory, "demo")
    scratch.mkdir(parents=True, exist_ok=True)

    def made(name, content):
        path = scratch / name
        path.write_bytes(content)
        return path

    base = int(board.need("kernel_base"), 0)
    text = made("no-elf", b"This is no ELF file.\n" * 100)
    short_elf = made("short-elf", good.read_bytes()[:40])
    overlap = made("overlap", elf(board, base))
    wrong_order = bytearray(good.read_bytes())
    wrong_order[4] ^= 3
    other_class = made("other-class", bytes(wrong_order))
    huge = scratch / "huge"
    with open(huge, "wb") as out:
        out.truncate(80 << 20)
    big_bss = made("big-bss", elf(board, int(board.need("root_base"), 0), 0x4000000))
    sigma0_base = int(board.need("sigma0_base"), 0)
    onto_sigma0 = made("onto-sigma0", elf(board, sigma0_base))
    cases = [
        ("no modules", [], ["sigma0"]),
        ("no root task", [good], ["root"]),
        ("sigma0 is no ELF", [text, demo], ["sigma0", "no-elf"]),
        ("root task is no ELF", [good, text], ["root", "no-elf"]),
        ("sigma0 is cut off", [short_elf, demo], ["short-elf"]),
        ("sigma0 of another class", [other_class, demo], ["other-class"]),
        ("root task overlaps the kernel", [good, overlap], ["root task", "overlaps the kernel"]),
        ("root task overlaps sigma0", [good, onto_sigma0], ["root task", "overlaps sigma0"]),
        ("root task too large for memory", [good, big_bss], ["root task", "memory"]),
    ]

    def checker(name, modules, words):
        def check(outcome):
            system = System(builder.kernel(directory), "", [Module(path) for path in modules],
                            unchecked=True)
            result = boot(board, directory, f"bad-{name}", system,
                          Machine(timeout=20.0, memory="64M"))
            outcome.expect(result.status not in (0, EXIT_TIMEOUT) and "verdict" in result.reason
                           and "without" not in result.reason,
                           f"status {result.status}, {result.reason} (log: {short(result.log)})")
            for word in words:
                outcome.expect(word.lower() in result.text.lower(),
                               f"the message does not name '{word}' (log: {short(result.log)})")
        return check

    checks = [(f"bad input: {name}", checker(name, modules, words))
              for name, modules, words in cases]
    if board.need("boot_route") == "image":
        refused = [([good, path], path.name) for path in (text, short_elf, other_class, overlap,
                                                          onto_sigma0)]
        checks.append(("bad input: boot image", image_refuses(board, directory, scratch, refused)))
    return checks + [("bad input: module too large", too_large(board, directory, good, demo, huge))]


def image_refuses(board, directory, scratch, cases):
    """The maker of boot images names the program that cannot be used."""
    def check(outcome):
        for paths, name in cases:
            system = System(builder.kernel(directory), "", [Module(path) for path in paths])
            try:
                image.make(board, system, scratch / "image")
                outcome.expect(False, f"an image with {name} was made")
            except Problem as problem:
                outcome.expect(name in str(problem), f"the message does not name {name}: {problem}")
    return check


def too_large(board, directory, good, demo, huge):
    """A module that leaves no room. The loader may refuse it before the kernel starts."""
    def check(outcome):
        system = System(builder.kernel(directory), "", [Module(good), Module(demo), Module(huge)])
        try:
            result = boot(board, directory, "bad-module-too-large", system,
                          Machine(timeout=20.0, memory="64M"))
        except Problem as problem:  # The maker of boot images knows the memory.
            outcome.expect("too large" in str(problem) and huge.name in str(problem), str(problem))
            return
        outcome.expect(result.status not in (0, EXIT_TIMEOUT),
                       f"status {result.status}, {result.reason} (log: {short(result.log)})")
        outcome.expect(result.output or "memory" in result.reason.lower(),
                       f"nobody says what is wrong (log: {short(result.log)})")
    return check


def ci_boot(board, arguments, text=b""):
    return subprocess.run([str(ROOT / "ci" / "boot"), board.name, *arguments], input=text,
                          capture_output=True, check=False, timeout=TIME_LIMIT)


def boot_script(board):
    """ci/boot as a person calls it: verdict as exit status, output of the guest on stdout."""
    def check(outcome):
        result = ci_boot(board, [])
        outcome.expect(result.returncode == 0, f"ci/boot {board.name}: {result.returncode}: "
                       + result.stderr.decode(errors="replace")[-300:])
        outcome.expect(b"PECAN-EXIT 0" in result.stdout, "no verdict on standard output")
        result = ci_boot(board, ["--smp", "2", "--sigma0", "none"])
        outcome.expect(result.returncode not in (0, 2, EXIT_TIMEOUT),
                       f"ci/boot --sigma0 none: {result.returncode}")
        outcome.expect(b"one processor" in result.stderr, "--smp 2 does not say what it does")
        outcome.expect(b"console log:" in result.stderr, "path of the log is not printed")
    return check


def no_verdict(board, directory):
    """A program that prints no verdict: the run lasts until --timeout, beyond the end of input."""
    def check(outcome):
        echo = str(builder.program(directory, "echo"))
        result = ci_boot(board, ["--root", echo, "--timeout", "4"], b"no full stop\n")
        outcome.expect(result.returncode == EXIT_TIMEOUT, f"exit status {result.returncode}, not 124")
        outcome.expect(b"no full stop" in result.stdout, "the input did not arrive")
        found = re.search(rb"console log: (\S+)", result.stderr)
        outcome.expect(found is not None, "path of the log is not printed")
    return check


def serial_input(board, directory):
    """Bytes from a pipe and from a file all arrive, in their order, also those sent before the
    guest listens."""
    def check(outcome):
        echo = str(builder.program(directory, "echo"))
        text = b"".join(b"line %d of the input\n" % number for number in range(60)) + b"end."
        expected = f"echo: {len(text)} characters".encode()
        result = ci_boot(board, ["--root", echo], text)
        outcome.expect(result.returncode == 0, f"pipe: exit status {result.returncode}")
        outcome.expect(expected in result.stdout, "pipe: characters were lost")
        source = directory / "logs" / "input.txt"
        source.write_bytes(text)
        with open(source, "rb") as stdin:
            result = subprocess.run([str(ROOT / "ci" / "boot"), board.name, "--root", echo,
                                     "--route", "kernel"], stdin=stdin, capture_output=True,
                                    check=False, timeout=TIME_LIMIT)
        outcome.expect(result.returncode == 0, f"file: exit status {result.returncode}")
        outcome.expect(expected in result.stdout, "file: characters were lost")
        echoed = result.stdout.replace(b"\r", b"")
        outcome.expect(text in echoed, "file: the echo is not the input")
    return check


def many_modules(board, directory, scratch):
    """Modules that a loader puts where the programs belong are moved first; many of them too."""
    def check(outcome):
        scratch.mkdir(parents=True, exist_ok=True)
        large = scratch / "large"
        with open(large, "wb") as out:
            out.truncate(24 << 20)
        small = scratch / "small"
        small.write_bytes(b"a small module\n")
        system = our_system(directory, "demo")
        system.modules += [Module(large, "large one")] + [Module(small, f"number {number}")
                                                          for number in range(10)]
        expect_pass(outcome, boot(board, directory, "many-modules", system), "demo")
    return check


def load_size(path):
    """Bytes of memory that the segments of an ELF file take."""
    data = path.read_bytes()
    wide, order = data[4] == 2, ">" if data[5] == 2 else "<"
    table, = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
    entry, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    total = 0
    for place in range(table, table + entry * count, entry):
        kind, = struct.unpack_from(order + "I", data, place)
        size, = struct.unpack_from(order + ("Q" if wide else "I"), data, place + (40 if wide else 20))
        total += size if kind == 1 else 0
    return total


def kernel_size(directory):
    """Kernel image with its data at boot: at most 256 KB for one processor."""
    def check(outcome):
        size = load_size(builder.kernel(directory))
        outcome.expect(size <= KERNEL_LIMIT, f"{size} bytes; {KERNEL_LIMIT} at most")
    return check


def gdb_session(board):
    """The commands of ci/gdb work on a booted kernel."""
    def check(outcome):
        result = subprocess.run([str(ROOT / "ci" / "gdb"), board.name, "--batch"],
                                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                check=False, timeout=TIME_LIMIT)
        outcome.expect(result.returncode == 0,
                       f"ci/gdb --batch: {result.returncode}: {result.stderr[-300:]}")
        for title in ("current thread", "threads", "ready queues", "mapping tree"):
            outcome.expect(f"== {title}: ok" in result.stdout,
                           f"ci/gdb: no good answer for '{title}'")
    return check
