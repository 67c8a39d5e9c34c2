# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Install the Debian packages that a task needs, and nothing else."""

import os
import shutil
import subprocess

from .common import Problem, say

# Installing one of these removes every cross compiler.
FORBIDDEN = {"gcc-multilib", "g++-multilib"}
APT = ["apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=300"]


def installed(package):
    result = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
                            capture_output=True, text=True, check=False)
    return result.returncode == 0 and result.stdout == "installed"


def apt(prefix, arguments):
    """Run apt-get with its output on our standard error; true if it worked."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # Standard output belongs to the guest, so apt's goes where messages go.
    return subprocess.run(prefix + APT + arguments, env=environment, stdin=subprocess.DEVNULL,
                          stdout=2, check=False).returncode == 0


def ensure(packages):
    """Install what is missing of the packages; a Problem says what to do where that cannot be."""
    assert not FORBIDDEN & set(packages)
    if not shutil.which("dpkg-query"):
        return  # Not Debian: the tools are looked up by name when they are used.
    missing = [package for package in dict.fromkeys(packages) if not installed(package)]
    if not missing:
        return
    command = "apt-get install --no-install-recommends " + " ".join(missing)
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        prefix = ["sudo", "-n"]
    else:
        raise Problem(f"missing Debian packages: {' '.join(missing)}; as root, run: {command}")
    say(f"installing {' '.join(missing)}")
    install = ["install", "--no-install-recommends", "--no-remove"] + missing
    if not apt(prefix, install) and not (apt(prefix, ["update"]) and apt(prefix, install)):
        raise Problem(f"apt-get could not install {' '.join(missing)}; see its messages above, "
                      f"then run as root: {command}")


def need_tool(name, packages=()):
    """The path of a tool; a Problem names the package when it is missing."""
    path = shutil.which(name)
    if not path:
        hint = f" (Debian: apt-get install {' '.join(packages)})" if packages else ""
        raise Problem(f"the tool '{name}' is missing: install it{hint}")
    return path
