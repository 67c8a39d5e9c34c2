# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Boot images through U-Boot, without anybody at its prompt: from QEMU, or from a disk as uImage or FIT."""

import subprocess
from pathlib import Path

from . import image
from .common import Problem, ROOT
from .packages import need_tool

# How the image reaches the kernel: QEMU's own loader of flat images, U-Boot with the image that QEMU holds for it, U-Boot with
# a disk that has a script and an image of one of its formats, U-Boot with its commands typed on the serial line.
ROUTES = ("flat", "uboot", "uimage", "fit", "typed")

FLASH_SIZE = 4 << 20

SCRIPTS = {
    "uimage": "bootm {address} - ${{fdtcontroladdr}}",
    "fit": "bootm {address}#pecan - ${{fdtcontroladdr}}",
}

TREE = """/dts-v1/;
/ {{
    description = "Pecan";
    #address-cells = <1>;
    images {{
        kernel {{
            description = "kernel, programs, modules";
            data = /incbin/("pecan.flat");
            type = "kernel";
            arch = "{arch}";
            os = "linux";
            compression = "none";
            load = <{base}>;
            entry = <{base}>;
            hash {{ algo = "crc32"; }};
        }};
    }};
    configurations {{
        default = "pecan";
        pecan {{ kernel = "kernel"; }};
    }};
}};
"""


def run_tool(board, directory, *arguments):
    tool = need_tool("mkimage", board.packages("uboot"))
    result = subprocess.run([tool, *arguments], cwd=directory, capture_output=True, text=True,
                            stdin=subprocess.DEVNULL, check=False)
    if result.returncode != 0:
        raise Problem(f"mkimage {' '.join(arguments)}: {result.stderr.strip()}")


def make_uimage(board, directory, output):
    arch, base = board.need("uboot_arch"), board.need("kernel_base")
    run_tool(board, directory, "-A", arch, "-O", "linux", "-T", "kernel", "-C", "none", "-a", base,
             "-e", base, "-n", "Pecan", "-d", "pecan.flat", output)


def disk(board, directory, route):
    """A folder that QEMU shows to U-Boot as a disk."""
    arch, base, address = board.need("uboot_arch"), board.need("kernel_base"), board.need("uboot_load")
    (directory / "disk").mkdir()
    if route == "uimage":
        make_uimage(board, directory, "disk/pecan.img")
    else:
        (directory / "pecan.its").write_text(TREE.format(arch=arch, base=base), encoding="ascii")
        run_tool(board, directory, "-f", "pecan.its", "disk/pecan.img")
    script = (f"load ${{devtype}} ${{devnum}}:${{distro_bootpart}} {address} pecan.img\n"
              + SCRIPTS[route].format(address=address) + "\n")
    (directory / "boot.cmd").write_text(script, encoding="ascii")
    run_tool(board, directory, "-A", arch, "-T", "script", "-C", "none", "-d", "boot.cmd", "disk/boot.scr")


def arguments(board, system, directory, route, memory):
    """Makes the files of a staged system in its folder; QEMU's arguments, relative to the folder."""
    firmware = board.need("uboot") if route != "flat" else ""
    if not (ROOT / firmware).exists():
        raise Problem(f"{firmware} is not there; packages: {' '.join(board.packages('uboot'))}")
    if route == "typed":
        return typed(board, system, directory, memory)
    image.make(board, system, directory / "pecan.flat", "flat", memory)
    if route == "flat":
        return ["-kernel", "pecan.flat"]
    if route == "uboot":
        kernel = "pecan.flat"
        if board.get("uboot_kernel") == "uimage":
            kernel = "pecan.uimg"
            make_uimage(board, directory, kernel)
        return ["-bios", firmware, "-kernel", kernel]
    disk(board, directory, route)
    return ["-bios", firmware, "-drive", "if=none,id=d0,format=raw,file=fat:rw:disk",
            "-device", "virtio-blk-device,drive=d0"]


def typed(board, system, directory, memory):
    """The image lies in memory as a file; U-Boot in flash. QEMU swaps the bytes of each word of a little-endian Malta's
    flash, which has a fixed size; so they are swapped here too."""
    system.command_line = f"{system.command_line} {board.get('uboot_cmdline', '')}".strip()
    image.make(board, system, directory / "pecan.img", memory=memory)
    data = Path(board.need("uboot")).read_bytes()
    if board.get("uboot_swapped", False):
        data = bytearray(data.ljust(FLASH_SIZE, b"\xff"))
        data[0::4], data[1::4], data[2::4], data[3::4] = data[3::4], data[2::4], data[1::4], data[0::4]
    (directory / "u-boot.bin").write_bytes(data)
    return ["-bios", "u-boot.bin", "-device",
            f"loader,file=pecan.img,addr={board.need('uboot_load')},force-raw=on"]


class Typist:
    """Types one command each time the prompt comes."""

    def __init__(self, board):
        self.prompt = board.need("uboot_prompt").encode()
        self.commands = [line.encode() + b"\r" for line in board.need("uboot_commands")]
        self.seen = 0

    def next(self, output):
        """What to type now."""
        at = output.find(self.prompt, self.seen)
        if at < 0 or not self.commands:
            return b""
        self.seen = at + len(self.prompt)
        return self.commands.pop(0)
