# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Checks of how the kernel starts and ends: boot protocols, machines, consoles, panic."""

import json
import os
import pty
import select
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from . import build as builder
from . import footprint
from .checks_boot import BANNER, TIME_LIMIT, boot, expect_pass, our_system
from .common import BUILD, ROOT, short
from .emulator import Machine, command_line, free_port
from .guest import Module, System, write_iso
from .packages import ensure, need_tool
from .table import TAP

# The configuration that ci/bench measures.
RELEASE = ("debug_checks=false", "kdb=false", "backtrace=false", "lto=true")


def with_modules(system, directory, count):
    """bootcheck's modules: each says its number."""
    for number in range(1, count + 1):
        path = directory / f"module-{number}"
        path.write_text(f"module {number}\n" + "x" * 5000 * number, encoding="ascii")
        system.modules.append(Module(path, f"number={number}"))
    return system


def expect_bootcheck(outcome, result):
    """A pass of bootcheck; its bad lines, if there are any."""
    expect_pass(outcome, result, "bootcheck")
    for bad, _, name, _ in TAP.findall(result.text):
        outcome.expect(not bad, f"bootcheck: not ok: {name} (log: {short(result.log)})")


def bootcheck_system(directory, count):
    return with_modules(our_system(directory, "bootcheck", "", f"modules={count}"), directory / "logs", count)


def boot_information(board, directory):
    """What a program reads in the boot information."""
    def check(outcome):
        for count in (0, 3):
            expect_bootcheck(outcome, boot(board, directory, f"bootinfo-{count}",
                                           bootcheck_system(directory, count)))
    return check


def through_grub(board, directory, protocol):
    """The same, and the demonstration, through GRUB with a protocol."""
    def check(outcome):
        for name, system in (("bootcheck", bootcheck_system(directory, 3)),
                             ("demo", our_system(directory, "demo"))):
            iso = directory / f"test-{protocol}-{name}.iso"
            write_iso(board, system, iso, protocol)
            try:
                result = boot(board, directory, f"{protocol}-{name}", System(iso),
                              Machine(timeout=TIME_LIMIT, iso=iso))
            finally:
                iso.unlink(missing_ok=True)
            if name == "demo":
                expect_pass(outcome, result, name)
            else:
                expect_bootcheck(outcome, result)
    return check


def through_uefi(board, directory, firmware):
    """GRUB as a UEFI program, multiboot 2. `firmware`: code and variables of the machine's flash, as files of packages_uefi."""
    def check(outcome):
        ensure(board.packages("uefi"))
        iso = directory / "test-uefi.iso"
        write_iso(board, bootcheck_system(directory, 3), iso, "multiboot2", "x86_64-efi")
        flash = [f"if=pflash,format=raw,snapshot=on,file={file}" for file in firmware]
        try:
            machine = Machine(timeout=TIME_LIMIT, iso=iso,
                              extra=("-M", "q35", "-drive", flash[0], "-drive", flash[1]))
            expect_bootcheck(outcome, boot(board, directory, "uefi", System(iso), machine))
        finally:
            iso.unlink(missing_ok=True)
    return check


def loaded(board, directory, system, command_line_text=""):
    """The same system, started by our loader of the generic booting protocol."""
    return System(builder.program(directory, board.need("test_loader") + ".elf"), command_line_text,
                  [Module(builder.unstripped(directory))] + system.modules)


def generic_loader(board, directory):
    """A loader of the generic booting protocol, ours, starts the kernel."""
    def check(outcome):
        demo = our_system(directory, "demo")
        expect_pass(outcome, boot(board, directory, "loader-demo", loaded(board, directory, demo)), "demo")
        expect_bootcheck(outcome, boot(board, directory, "loader-bootcheck",
                                       loaded(board, directory, bootcheck_system(directory, 3))))
        result = boot(board, directory, "loader-kmem", loaded(board, directory, demo, "kmem=8M"),
                      Machine(timeout=TIME_LIMIT, memory="64M"))
        expect_pass(outcome, result, "demo with kmem=8M")
        outcome.expect("\n8" in result.text.replace("\r", ""),
                       f"the kernel does not use the 8 MB that the loader set aside (log: {short(result.log)})")
    return check


def on_machine(board, directory, name, options, command_line_text, route=""):
    """The demonstration on another machine or with another kernel command line."""
    def check(outcome):
        machine = Machine(timeout=TIME_LIMIT, extra=tuple(options), route=route)
        result = boot(board, directory, name, our_system(directory, "demo", command_line_text), machine)
        expect_pass(outcome, result, "demo")
    return check


def ends(board, directory, name, options, command_line_text):
    """A kernel that cannot boot ends the emulator by itself, in one of the board's ways."""
    def check(outcome):
        system = System(builder.kernel(directory), command_line_text, [], unchecked=True)
        result = boot(board, directory, f"end, {name}", system, Machine(timeout=TIME_LIMIT, extra=tuple(options)))
        outcome.expect(result.emulator >= 0, f"QEMU did not end by itself (log: {short(result.log)})")
    return check


def panic(board, directory):
    """A panic and a fault in the kernel print a backtrace with names. gdb makes them happen."""
    # Name, where to stop, how often not to, what to do there, what the console shows. A call of printk is
    # turned into one of panic: both take the same arguments.
    cases = [("panic", "*printk", 1, ["set $pc = &panic", "continue"],
              ["kernel panic: ", "panic+0x", "kernel_start+0x"]),
             ("fault", "sched_exit", 200, ["set var cpus[0].current = (struct tcb *)0xfffff000", "continue"],
              ["kernel panic: ", " in the kernel at ", "(sched_", "panic+0x"])]

    def gdb(kernel, port, case, script):
        _, place, ignored, commands, _ = case
        lines = ["set confirm off", "set pagination off", f"set architecture {board.need('gdb_arch')}",
                 "set tcp connect-timeout 20", f"target remote 127.0.0.1:{port}", f"hbreak {place}",
                 f"ignore 1 {ignored}", "continue", "delete", *commands]
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        tool = need_tool("gdb-multiarch", board.packages("gdb"))
        subprocess.run([tool, "-nx", "-q", "-batch", "-x", str(script), str(kernel)], capture_output=True,
                       stdin=subprocess.DEVNULL, check=False, timeout=60)

    def check(outcome):
        for case in cases:
            name, texts = case[0], case[-1]
            kernel = builder.unstripped(directory)
            machine = Machine(timeout=60.0, gdb_port=free_port(), wait_for_gdb=True)
            script = directory / "logs" / f"panic-{name}.gdb"
            script.parent.mkdir(exist_ok=True)
            helper = threading.Thread(target=gdb, args=(kernel, machine.gdb_port, case, script))
            helper.start()
            result = boot(board, directory, f"panic-{name}", our_system(directory, "demo"), machine)
            helper.join()
            where = f"(log: {short(result.log)})"
            outcome.expect(result.status == 1 and "verdict" in result.reason,
                           f"{name}: status {result.status}, {result.reason} {where}")
            for text in texts:
                outcome.expect(text in result.text, f"{name}: the console does not show '{text}' {where}")
    return check


def screen(board, directory, options, name):
    """(serial output, text of the VGA screen) some seconds after a start with kernel options."""
    with tempfile.TemporaryDirectory(prefix="pecan-") as scratch:
        folder = Path(scratch)
        system = our_system(directory, "echo", options).stage(folder / "run")
        command = command_line(board, system, Machine())
        command += ["-qmp", f"unix:{folder / 'qmp'},server=on,wait=off"]
        with open(directory / "logs" / f"test-{name}.log", "w+b") as log:
            process = subprocess.Popen(["timeout", "-k", "2", "30", *command], cwd=folder / "run",
                                       stdin=subprocess.DEVNULL, stdout=log, start_new_session=True)
            try:
                time.sleep(3)
                memory = folder / "screen"
                with socket.socket(socket.AF_UNIX) as qmp:
                    qmp.connect(str(folder / "qmp"))
                    stream = qmp.makefile("rw", encoding="utf-8")
                    stream.readline()
                    for request in ({"execute": "qmp_capabilities"},
                                    {"execute": "pmemsave", "arguments":
                                     {"val": 0xb8000, "size": 4000, "filename": str(memory)}},
                                    {"execute": "quit"}):
                        stream.write(json.dumps(request) + "\n")
                        stream.flush()
                        while "return" not in json.loads(stream.readline()):
                            pass
                cells = memory.read_bytes()[::2]
            finally:
                process.terminate()
                process.wait()
            log.seek(0)
            serial = log.read().decode("utf-8", "replace")
    return serial, "\n".join(cells[at:at + 80].decode("ascii", "replace").rstrip()
                             for at in range(0, len(cells), 80))


def consoles(board, directory):
    """console= decides where the kernel and the debugger traps print; banner= comes first."""
    cases = [("", True, True), ("console=serial", True, False), ("console=vga", False, True)]

    def check(outcome):
        for options, on_serial, on_screen in cases:
            serial, vga = screen(board, directory, options, f"console-{options or 'default'}")
            for what, text, expected in (("serial line", serial, on_serial), ("screen", vga, on_screen)):
                outcome.expect((BANNER.search(text) is not None) == expected,
                               f"'{options}': banner on the {what}: {not expected}")
                outcome.expect(("echo: ready" in text) == expected,
                               f"'{options}': output of the program on the {what}: {not expected}")
        result = boot(board, directory, "banner", our_system(directory, "demo", "banner=L4Ka::Pistachio_-_no"))
        expect_pass(outcome, result, "demo")
        lines = result.text.replace("\r", "").splitlines()
        first = next((number for number, line in enumerate(lines) if "L4Ka::Pistachio - no" in line), None)
        outcome.expect(first is not None and lines[first + 1].startswith("Pecan "),
                       "banner= does not print its line before the kernel's own")
    return check


def interactive(board, directory):
    """ci/boot --interactive on a terminal: keys reach the guest, Ctrl-A x ends the run."""
    def read(master, wanted, seconds):
        text, end = b"", time.monotonic() + seconds
        while wanted not in text and time.monotonic() < end:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    text += os.read(master, 4096)
                except OSError:
                    break
        return text

    def check(outcome):
        echo = str(builder.program(directory, "echo"))
        for keys, wanted, status in ((b"a\x03b.", b"echo: 4 characters", 0), (b"ab\x01x", b"", 130)):
            master, slave = pty.openpty()
            process = subprocess.Popen([str(ROOT / "ci" / "boot"), board.name, "--interactive", "--root", echo],
                                       stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                       env=dict(os.environ, PECAN_BUILD=str(BUILD)))
            os.close(slave)
            try:
                text = read(master, b"echo: ready", 120)
                outcome.expect(b"echo: ready" in text, f"the guest did not start: {text[-200:]}")
                time.sleep(1)
                os.write(master, keys)
                text = read(master, wanted or b"interrupted", 60)
                outcome.expect((wanted or b"interrupted") in text, f"keys {keys}: no {wanted}: {text[-200:]}")
                threading.Thread(target=read, args=(master, b"never", 10), daemon=True).start()
                outcome.expect(process.wait(60) == status, f"keys {keys}: exit status {process.returncode}")
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait(10)
                os.close(master)
    return check


def counts_repeat(board, directory):
    """Two runs of the short benchmark count the same; every way of an IPC is one crossing of the kernel."""
    def check(outcome):
        first, second = ({name: one.data for name, one in footprint.measure(board, directory, "bench_ipc")
                          .counted.items()} for _ in range(2))
        outcome.expect(len(first) > 10, f"only {len(first)} measurements")
        for name, data in first.items():
            outcome.expect(data == second[name], f"{name}: two runs differ")
            if ".cold." not in name:
                outcome.expect(data["crossings"] == 100, f"{name}: {data['crossings']} crossings for 100 ways")
    return check


def start_checks(board, directory):
    """(name, check) of everything here that the board's cross file asks for."""
    yield "boot information", boot_information(board, directory)
    if board.get("test_iso"):
        yield "GRUB, multiboot 1", through_grub(board, directory, "multiboot")
        yield "GRUB, multiboot 2", through_grub(board, directory, "multiboot2")
    if board.get("test_uefi"):
        yield "UEFI", through_uefi(board, directory, board.get("test_uefi"))
    if board.get("test_loader"):
        yield "generic loader", generic_loader(board, directory)
    for text in board.get("test_machines", []):
        name, options, words, *route = (part.strip() for part in text.split("|"))
        yield f"demo, {name}", on_machine(board, directory, f"demo, {name}", options.split(), words, *route)
    for text in board.get("test_ends", []):
        name, options, words = (part.strip() for part in text.split("|"))
        yield f"end by {name}", ends(board, directory, name, options.split(), words)
    yield "interactive", interactive(board, directory)
    if board.get("test_screen"):
        yield "consoles", consoles(board, directory)
    if board.get("gdb_arch"):
        yield "panic", panic(board, directory)
