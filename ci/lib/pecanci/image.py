# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Boot images: kernel, programs and modules in one file, for boards without multiboot."""

import subprocess

from .common import Problem


def options(board, system):
    """The kernel's options: the caller's, and the one that lets the kernel end the emulator."""
    words = [system.command_line]
    mine = board.get("qemu_exit_option", "")
    if mine and mine.split("=")[0] + "=" not in system.command_line:
        words.append(mine)
    return " ".join(word for word in words if word)


def memory_size(text):
    """QEMU's -m in bytes: a number is megabytes."""
    units = {"k": 10, "m": 20, "g": 30}
    return int(text[:-1]) << units[text[-1].lower()] if text[-1].lower() in units else int(text) << 20


def make(board, system, output, form="elf", memory=""):
    """Run tools/bootimage on a system; form is 'elf' or 'flat'. The image must fit the memory."""
    command = [str(system.tool), "-o", str(output), "-f", form, "-c", options(board, system)]
    limits = [int(board.get("image_end", "0"), 0)]
    if memory and board.get("ram_base"):
        limits.append(int(board.get("ram_base"), 0) + memory_size(memory))
    limits = [limit for limit in limits if limit]
    if limits:
        command += ["-e", hex(min(limits))]
    if board.get("kernel_raised"):
        command += ["-r", board.get("kernel_raised")]
    if system.unchecked:
        command.append("-u")
    command.append(str(system.kernel))
    for module in system.modules:
        command += ["-m", str(module.path), "-l", module.line]
    result = subprocess.run(command, capture_output=True, text=True, check=False,
                            stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        raise Problem(result.stderr.strip() or f"{command[0]}: status {result.returncode}")
    return output
