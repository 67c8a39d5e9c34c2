# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""ci/boot: build Pecan and boot it on an emulated board."""

import argparse
import os
import signal
import sys
import tempfile
import termios
import threading
import time
import tty
from contextlib import contextmanager
from pathlib import Path

from . import build as builder
from . import image, uboot
from .boards import DEFAULT_BOARD, find_board, print_list
from .common import EXIT_TIMEOUT, Problem, run_main, say, short
from .emulator import Machine, free_port, run
from .guest import Module, System, existing, parse_module, write_iso
from .packages import ensure

EPILOG = """\
exit status: the guest's verdict (its line 'PECAN-EXIT n'); 124 when --timeout passed without one;
1 when the emulator ended without one; 2 when the command line or the machine lacks something.
The console log is kept in build/BOARD/logs; its path is printed when the run does not pass."""


def parser():
    """The command line, as --help shows it."""
    result = argparse.ArgumentParser(
        prog="ci/boot", description="Build Pecan and boot it on an emulated board.",
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    add = result.add_argument
    add("board", nargs="?", default=DEFAULT_BOARD, metavar="BOARD",
        help=f"which board (default {DEFAULT_BOARD}; see --list)")
    add("--list", action="store_true", help="list boards: state, and the packages each needs")
    add("--sigma0", metavar="FILE", help="ELF program to start as sigma0 ('none': no modules at all)")
    add("--root", metavar="FILE", help="ELF program to start as the root task ('none': sigma0 only)")
    add("--root-args", metavar="TEXT", default="", help="command line of the root task")
    add("--module", metavar="FILE[:ARGS]", action="append", default=[],
        help="a further boot module, with its command line; may be given again")
    add("--program", metavar="NAME", default="demo",
        help="one of our own programs as the root task (default demo; others: pingpong, conformance)")
    add("--cmdline", metavar="TEXT", default="", help="kernel command line (docs/boot.md)")
    add("--smp", metavar="N", type=int, default=1, help="processors (until SMP is built: one is used)")
    add("--memory", metavar="M", default="", help="RAM, as QEMU writes it: 64M, 1G")
    add("--cpu", metavar="MODEL", default="", help="QEMU CPU model")
    add("--icount", action="store_true", help="deterministic: one instruction is one nanosecond")
    add("--timeout", metavar="S", type=float, help="seconds until the run is ended (default 60)")
    add("--gdb", action="store_true", help="stop before the first instruction and wait for gdb-multiarch")
    add("--interactive", action="store_true", help="terminal in raw mode on the serial console; Ctrl-A x ends")
    add("--iso", metavar="FILE", help="write a GRUB ISO that boots the same system, and boot nothing")
    add("--image", metavar="FILE",
        help="write the boot image of the same system (boards without multiboot), and boot nothing")
    add("--image-format", choices=["elf", "flat"], default="elf",
        help="of --image: an ELF file, or bytes for a boot loader (mkimage)")
    add("--route", choices=["kernel", "iso", *uboot.ROUTES], default="kernel",
        help="how to boot: QEMU's -kernel with an ELF file, a GRUB ISO (PC); boards with boot images: QEMU's "
             "-kernel with a flat image, or U-Boot: from QEMU, from a disk as uImage or FIT, or with typed commands")
    add("--option", metavar="NAME=VALUE", action="append", default=[],
        help="change a Meson option, in a build folder of its own")
    return result


def check(arguments):
    """What argparse cannot check."""
    if arguments.smp < 1:
        raise Problem(f"--smp: '{arguments.smp}' is no number of processors; 1 or more is")
    if arguments.timeout is not None and arguments.timeout <= 0:
        raise Problem(f"--timeout: '{arguments.timeout:g}' is no positive number of seconds")
    size = arguments.memory
    if size and not (size[:-1] if size[-1] in "KMGkmg" else size).isdigit():
        raise Problem(f"--memory: '{size}' is no size; write for example 64M or 1G")
    if arguments.interactive and not sys.stdin.isatty():
        raise Problem("--interactive needs a terminal as standard input; without the option, "
                      "standard input reaches the guest from a pipe or a file")


def resolve(arguments):
    """Files of the command line, checked before anything is built or installed."""
    files = {}
    for option in ("sigma0", "root"):
        name = getattr(arguments, option)
        if name not in (None, "none"):
            files[option] = Module(existing(name, f"--{option}"))
    return files, [parse_module(text) for text in arguments.module]


def make_system(arguments, directory, files, extra):
    """The system to boot, from our programs and the caller's."""
    modules = []
    if arguments.sigma0 != "none":
        modules.append(files.get("sigma0") or Module(builder.program(directory, "sigma0")))
        if arguments.root != "none":
            root = files.get("root") or Module(builder.program(directory, arguments.program))
            modules.append(Module(root.path, arguments.root_args))
            modules += extra
    return System(builder.kernel(directory), arguments.cmdline, modules)


def write_image(board, system, output, form):
    """The file that boots the system, kept."""
    if board.need("boot_route") != "image":
        raise Problem(f"{board.name} boots by multiboot and needs no image; see --iso")
    with tempfile.TemporaryDirectory() as scratch:
        image.make(board, system.stage(Path(scratch)), output, form)
    say(f"wrote {short(output)}")


@contextmanager
def raw_terminal():
    """Keys reach the guest one by one, Ctrl-C included."""
    saved = termios.tcgetattr(0)
    try:
        tty.setraw(0)
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, saved)


def pump_keys(writer):
    """Keys of the terminal into a pipe; Ctrl-A x interrupts the script, Ctrl-A Ctrl-A is one."""
    after_a = False
    while True:
        key = os.read(0, 1)
        if not key or (after_a and key in b"xX"):
            os.kill(os.getpid(), signal.SIGINT)
            return
        if key == b"\x01" and not after_a:
            after_a = True
            continue
        after_a = False
        os.write(writer, key)


def interactive(boot_with):
    """Run with the terminal raw."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Shells start jobs with it ignored.
    reader, writer = os.pipe()
    with raw_terminal():
        threading.Thread(target=pump_keys, args=(writer,), daemon=True).start()
        return boot_with(reader)


def main(argv):
    arguments = parser().parse_args(argv)
    if arguments.list:
        print_list()
        return 0
    check(arguments)
    board = find_board(arguments.board)
    files, extra = resolve(arguments)
    if arguments.smp > 1:
        say(f"--smp {arguments.smp}: SMP is not built yet; {board.name} uses one processor")
    ensure(board.packages("build", "iso" if arguments.iso else "boot"))
    directory = builder.build(board, tuple(arguments.option))
    system = make_system(arguments, directory, files, extra)
    if arguments.iso:
        output = Path(arguments.iso).absolute()
        write_iso(board, system, output)
        say(f"wrote {short(output)}; boot it with: {board.need('qemu')} -cdrom {short(output)} "
            "-boot d -serial stdio")
        return 0
    if arguments.image:
        output = Path(arguments.image).absolute()
        write_image(board, system, output, arguments.image_format)
        return 0
    log = directory / "logs" / f"boot-{time.strftime('%H%M%S')}-{os.getpid()}.log"
    timeout = arguments.timeout
    if timeout is None and not (arguments.gdb or arguments.interactive):
        timeout = 60.0
    machine = Machine(cpu=arguments.cpu, memory=arguments.memory, icount=arguments.icount,
                      timeout=timeout)
    if arguments.route in uboot.ROUTES:
        machine.route = arguments.route
    if arguments.route == "iso":
        machine.iso = directory / f"boot-{os.getpid()}.iso"
        write_iso(board, system, machine.iso)
    if arguments.gdb:
        machine.gdb_port = free_port()
        machine.wait_for_gdb = True
        say("waiting for the debugger: gdb-multiarch -ex 'file "
            f"{short(builder.unstripped(directory))}' -x tools/gdb/pecan.py "
            f"-ex 'target remote :{machine.gdb_port}'   (or use ci/gdb {board.name})")
    say(f"booting {board.name}: {', '.join(m.line for m in system.modules) or 'no modules'}")
    try:
        result = boot(board, system, machine, log, arguments.interactive)
    finally:
        if machine.iso:
            machine.iso.unlink(missing_ok=True)
    return report(result)


def boot(board, system, machine, log, is_interactive):
    """Run the emulator with our standard input and output."""
    try:
        stdin = os.dup(0)
        if os.isatty(0) and os.tcgetpgrp(0) != os.getpgrp():
            stdin = None  # In the background of a terminal, reading it would stop us.
    except OSError:  # Closed: no input.
        stdin = None
    if is_interactive:
        return interactive(lambda source: run(board, system, machine, log, source, 1))
    return run(board, system, machine, log, stdin, 1)


def report(result):
    if not result.output.endswith(b"\n"):
        print(flush=True)
    say(f"exit status {result.status}: {result.reason}")
    if result.status != 0:
        say(f"console log: {short(result.log)}")
        if result.status == EXIT_TIMEOUT and not result.output:
            say("the guest printed nothing")
    return result.status


if __name__ == "__main__":
    run_main(main)
