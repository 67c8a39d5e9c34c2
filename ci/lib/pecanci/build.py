# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Configure and build a board with Meson; find what the build made."""

import fcntl
import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .common import BUILD, ROOT, Problem, say, short
from .packages import ensure, need_tool


@contextmanager
def locked(directory):
    """Only one script at a time configures or builds in a folder."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / f".{directory.name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build_dir(board, options=()):
    """The build folder of a board with some Meson options changed."""
    return BUILD / "+".join([board.name, *options])


def run_logged(command, log, what):
    """Run a command with its output in a log file, shown only when it fails."""
    with open(log, "ab") as out:
        result = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT,
                                stdin=subprocess.DEVNULL, cwd=ROOT, check=False)
    if result.returncode != 0:
        tail = log.read_text(errors="replace").splitlines()[-40:]
        raise Problem(f"{what} failed; log: {short(log)}\n" + "\n".join(tail))


def shared(directory):
    """The folder with what does not depend on the kernel's options: programs and tools of the
    board, built once."""
    return directory.parent / directory.name.split("+")[0]


def build(board, options=()):
    """Install what is missing, configure and build; returns the build folder. One for other options
    has the kernel only; the rest is in its shared folder."""
    if options:
        build(board)
    ensure(board.packages("build"))
    need_tool("meson", ["meson"])
    need_tool(board.binaries.get("c", "cc"), board.packages("build"))
    directory = build_dir(board, options)
    with locked(directory):
        logs = directory / "logs"
        log = logs / "build.log"
        configured = (directory / "build.ninja").exists()
        logs.mkdir(parents=True, exist_ok=True)
        log.unlink(missing_ok=True)
        if not configured:
            say(f"configuring {short(directory)}")
            settings = [f"-D{option}" for option in options]
            run_logged(["meson", "setup", *settings, "--cross-file", str(board.path),
                        str(directory), str(ROOT)], log, "meson setup")
        say(f"building {short(directory)}")
        compile_in(directory, log, "the build", ["kernel-image"] if options else None)
    return directory


def compile_in(directory, log, what, targets=None):
    """Build targets; None: all that are built by default. Meson before 1.7 would build the host
    tests with them, which are many."""
    run_logged(["ninja", "-C", str(directory), "build.ninja"], log, what)
    if targets is None:
        known = json.loads((directory / "meson-info" / "intro-targets.json").read_text())
        targets = [str(Path(name).relative_to(directory.resolve())) for target in known
                   if target["build_by_default"] for name in target["filename"]]
    run_logged(["ninja", "-C", str(directory), *targets], log, what)


def kernel(directory):
    """The kernel that boots: the ELF32 container, if the board has one, or the kernel itself."""
    path = directory / "src" / "pecan.elf"
    if not path.exists():
        raise Problem(f"the build made no kernel: {short(path)} is missing")
    container = directory / "src" / "pecan32.elf"
    return container if container.exists() else path


def program(directory, name):
    """A user program by its name: user/NAME/NAME or user/NAME; then the programs of tests/guest."""
    user, guest = shared(directory) / "user", shared(directory) / "tests" / "guest"
    for path in (user / name / name, user / name, guest / name, guest / Path(name).stem / name):
        if path.is_file():
            return path
    raise Problem(f"the build made no program '{name}' in {short(user)}")


def unstripped(directory):
    """The kernel as it was linked, with symbols and virtual addresses; what boots may be packed."""
    kernel(directory)
    return directory / "src" / "pecan.elf"
