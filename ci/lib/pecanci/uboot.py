# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Boot images through U-Boot, without anybody at its prompt: from QEMU, or from a disk as uImage or FIT."""

import subprocess

from . import image
from .common import Problem, ROOT
from .packages import need_tool

# How the image reaches the kernel: QEMU's own loader of flat images, U-Boot with the image that QEMU holds for it, U-Boot with
# a disk that has a script and an image of one of its formats.
ROUTES = ("flat", "uboot", "uimage", "fit")

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


def disk(board, directory, route):
    """A folder that QEMU shows to U-Boot as a disk."""
    arch, base, address = board.need("uboot_arch"), board.need("kernel_base"), board.need("uboot_load")
    (directory / "disk").mkdir()
    if route == "uimage":
        run_tool(board, directory, "-A", arch, "-O", "linux", "-T", "kernel", "-C", "none", "-a", base,
                 "-e", base, "-n", "Pecan", "-d", "pecan.flat", "disk/pecan.img")
    else:
        (directory / "pecan.its").write_text(TREE.format(arch=arch, base=base), encoding="ascii")
        run_tool(board, directory, "-f", "pecan.its", "disk/pecan.img")
    script = (f"load ${{devtype}} ${{devnum}}:${{distro_bootpart}} {address} pecan.img\n"
              + SCRIPTS[route].format(address=address) + "\n")
    (directory / "boot.cmd").write_text(script, encoding="ascii")
    run_tool(board, directory, "-A", arch, "-T", "script", "-C", "none", "-d", "boot.cmd", "disk/boot.scr")


def arguments(board, system, directory, route, memory):
    """Makes the files of a staged system in its folder; QEMU's arguments, relative to the folder."""
    image.make(board, system, directory / "pecan.flat", "flat", memory)
    if route == "flat":
        return ["-kernel", "pecan.flat"]
    firmware = board.need("uboot")
    if not (ROOT / firmware).exists():
        raise Problem(f"{firmware} is not there; packages: {' '.join(board.packages('uboot'))}")
    if route == "uboot":
        return ["-bios", firmware, "-kernel", "pecan.flat"]
    disk(board, directory, route)
    return ["-bios", firmware, "-drive", "if=none,id=d0,format=raw,file=fat:rw:disk",
            "-device", "virtio-blk-device,drive=d0"]
