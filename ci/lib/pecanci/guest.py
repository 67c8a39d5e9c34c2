# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""What a run boots: kernel, modules, command line; and the GRUB ISO of the same."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .build import shared
from .common import Problem, short
from .packages import ensure, need_tool


@dataclass
class Module:
    """A file that the loader hands to the kernel: sigma0 first, then the root task, then others."""
    path: Path
    arguments: str = ""

    @property
    def name(self):
        return re.sub(r"[^A-Za-z0-9._+-]", "_", self.path.name)

    @property
    def line(self):
        return f"{self.name} {self.arguments}".strip()


@dataclass
class System:
    """Kernel, its command line, and the modules in their order."""
    kernel: Path
    command_line: str = ""
    modules: list = field(default_factory=list)
    unchecked: bool = False  # Leave it to the kernel to find what is wrong with the programs.
    tool: Path | None = None  # Maker of boot images, from the build of the kernel.
    loader: list = field(default_factory=list)  # QEMU's arguments in place of -kernel.

    def __post_init__(self):
        if self.tool is None:
            self.tool = shared(self.kernel.parent.parent) / "tools" / "bootimage"

    def stage(self, directory):
        """Put the files into a folder under plain names, so that the guest sees no path of ours."""
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.kernel, directory / "pecan.elf")
        taken = {"pecan.elf"}
        staged = []
        for module in self.modules:
            name, number = module.name, 2
            while name in taken:
                name, number = f"{module.name}.{number}", number + 1
            taken.add(name)
            # A link would do for QEMU; a copy keeps what was booted beside the log.
            shutil.copyfile(module.path, directory / name)
            staged.append(Module(directory / name, module.arguments))
        return System(directory / "pecan.elf", self.command_line, staged, self.unchecked, self.tool)


def parse_module(text):
    """FILE[:args] of --module. A file whose name has a colon wins over the split."""
    if Path(text).is_file():
        return Module(existing(text, "--module"))
    name, _, arguments = text.partition(":")
    return Module(existing(name, "--module"), arguments)


def existing(name, option):
    path = Path(name)
    if not path.exists():
        raise Problem(f"{option}: there is no file '{name}'")
    if not path.is_file():
        raise Problem(f"{option}: '{name}' is no file")
    return path.resolve()


def grub_words(text):
    """A command line quoted for grub.cfg, word by word."""
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in text.split())


def grub_config(system, protocol="multiboot"):
    module_command = protocol.replace("multiboot", "module")
    lines = ["set timeout=0", "set default=0", "menuentry 'Pecan' {",
             f"    {protocol} /boot/pecan.elf {grub_words(system.command_line)}".rstrip()]
    for module in system.modules:
        words = grub_words(module.line)
        lines.append(f"    {module_command} /boot/{module.name} {words}")
    return "\n".join(lines + ["    boot", "}", ""])


def write_iso(board, system, output, protocol="multiboot", firmware="i386-pc"):
    """A GRUB ISO that boots the system by multiboot or multiboot2, for a BIOS or (x86_64-efi) for UEFI."""
    if board.need("boot_route") != "multiboot":
        raise Problem(f"{board.name} does not boot through GRUB; --iso is for PC boards, "
                      "--image makes one file for this board")
    ensure(board.packages("iso"))
    tool = need_tool("grub-mkrescue", board.packages("iso"))
    if not output.parent.is_dir():
        raise Problem(f"--iso: there is no folder '{short(output.parent)}'")
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        staged = system.stage(tree / "boot")
        (tree / "boot" / "grub").mkdir()
        (tree / "boot" / "grub" / "grub.cfg").write_text(grub_config(staged, protocol), encoding="utf-8")
        result = subprocess.run([tool, "-d", f"/usr/lib/grub/{firmware}", "-o", str(output), str(tree)],
                                capture_output=True, text=True, check=False,
                                stdin=subprocess.DEVNULL)
    if result.returncode != 0 or not output.exists():
        raise Problem(f"grub-mkrescue could not write {short(output)}:\n{result.stderr.strip()}")
