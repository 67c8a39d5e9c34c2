#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Rules of the tree that a script can check. Prints TAP; the table of code lines as comments.

usage: lint.py [ROOT]
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
SKIPPED_DIRS = {".git", "build", "__pycache__", ".library"}

# What a layer of src/ may include: folders that an include line may name (conventions of the tree,
# CONTRIBUTING.md). kernel/ is restricted for arch and platform to the headers in BASIC.
BASIC = {"types.h", "bits.h", "errors.h", "assert.h", "section.h"}
ALLOWED = {
    "generic": {"kernel", "hal"},
    "arch": {"hal", "arch", "x86", "kernel"},
    "glue": {"kernel", "hal", "arch", "x86", "glue"},
    "platform": {"kernel", "hal", "plat", "drv"},
    "kdb": {"kernel", "hal", "arch", "x86", "glue", "plat", "kdb"},
}
# Headers that the compiler supplies, and generated ones.
FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "stdatomic.h", "limits.h",
                "float.h", "stdalign.h", "stdnoreturn.h"}
GENERATED = {"config.h", "asm_offsets.h"}
# Includes that break the table above on purpose, each with the reason.
EXCEPTIONS = {
    ("generic", "glue/frame_access.h"): "inline part of hal/frame.h that needs struct tcb complete",
    ("arch", "kernel/string.h"): "memset and its kin",
    ("platform", "kernel/string.h"): "memset and its kin",
    ("arch", "kernel/print.h"): "panic messages",
    ("platform", "kernel/print.h"): "boot messages",
    ("arch", "kernel/kmem.h"): "page tables are kernel memory",
    ("arch", "kernel/thread_dir.h"): "the thread table for ports that have no better way",
    ("arch", "kernel/fpage.h"): "names of the rights bits",
    ("arch", "kernel/cpu.h"): "arch_this_cpu finds struct cpu",
    ("platform", "kernel/boot.h"): "the boot route hands memory and modules to the neutral start",
    ("platform", "kernel/irq.h"): "calls up: interrupts",
    ("platform", "kernel/sched.h"): "calls up: the timer",
    ("platform", "arch/missing.h"): "the skeleton port",
    ("platform", "arch/timer.h"): "the processor's own timer and interrupt lines are the board's to use",
    ("platform", "arch/clock.h"): "the clock that user code can read",
    ("platform", "arch/boot.h"): "where early start-up code left what the loader said",
}
# A PC's ports, local APIC and clock are part of its processor: its board may use the shared x86 layer.
BOARDS_OF_X86 = {"pc"}
BUDGETS = {"generic": 10000, "arch": 2000, "glue": 1200, "platform": 500, "shared x86": 2000,
           "kdb": None}
MAX_FUNCTION = 60
MAX_MESON = 80
MAX_OPTIONS = 20

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FUNCTION_END = re.compile(r"^}")
ARCH_TEST = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*(?:__i386__|__x86_64__|__arm__|__mips|"
                       r"__powerpc|__PPC|CONFIG_ARCH|CONFIG_BOARD|CONFIG_PLATFORM)")
# A folder below a person's or a system's root: no such place belongs in the tree.
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:home|work|root|Users|mnt)/[\w.-]+")
MD_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tree_files():
    """All files of the tree, as paths relative to its root."""
    for folder, names, files in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in SKIPPED_DIRS)
        for name in sorted(files):
            path = Path(folder) / name
            if not path.is_symlink() and name not in SKIPPED_DIRS:
                yield path.relative_to(ROOT)


def read(path):
    """The text of a file, or None if it is no text."""
    data = (ROOT / path).read_bytes()
    return None if b"\0" in data[:8192] else data.decode("utf-8", "replace")


FILES = list(tree_files())
TEXTS = {path: text for path in FILES if (text := read(path)) is not None}
C_FILES = [path for path in TEXTS if path.suffix in (".c", ".h", ".S", ".cc", ".cpp", ".hpp")]


def layer_of(path):
    """The layer of a file below src/, or None."""
    parts = path.parts
    return parts[1] if parts[0] == "src" and len(parts) > 2 and parts[1] in ALLOWED else None


def bad_include(path, layer, kind, name):
    """Why this include line is wrong, or None."""
    folder, _, rest = name.rpartition("/")
    if not folder:
        if name in GENERATED or name in FREESTANDING:
            return None
        if kind == '"' and (ROOT / path).parent.joinpath(name).exists():
            return None  # A private header beside the file.
        return f"'{name}' names no layer"
    top = folder.split("/")[0]
    if layer == "generic" and len(path.parts) > 3 and path.parts[3] == "hal":
        # A contract ends with the header of whoever implements it.
        if top in ("arch", "glue", "plat") and rest == path.name:
            return None
    if (layer, name) in EXCEPTIONS:
        return None
    if top == "x86" and layer == "platform" and path.parts[2] in BOARDS_OF_X86:
        return None
    if top not in ALLOWED[layer]:
        return f"layer {layer} may not include <{name}>"
    if top == "kernel" and layer in ("arch", "platform") and rest not in BASIC:
        return f"layer {layer} may include of kernel/ only {', '.join(sorted(BASIC))}, not <{name}>"
    return None


def check_includes():
    for path in C_FILES:
        layer = layer_of(path)
        for number, line in enumerate(TEXTS[path].splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            kind, name = found.groups()
            if layer:
                reason = bad_include(path, layer, kind, name)
                if reason:
                    yield f"{path}:{number}: {reason}"
            elif path.parts[0] in ("user", "libl4") and "test" not in path.parts:
                if name.startswith(("kernel/", "hal/", "arch/", "glue/", "plat/", "x86/")):
                    yield f"{path}:{number}: programs know nothing of the kernel: <{name}>"


def check_neutral():
    for path in C_FILES:
        if layer_of(path) == "generic":
            for number, line in enumerate(TEXTS[path].splitlines(), 1):
                if ARCH_TEST.match(line):
                    yield f"{path}:{number}: neutral code tests for an architecture: {line.strip()}"


def check_spdx():
    covered = TEXTS.get(Path("REUSE.toml"), "")
    for path, text in TEXTS.items():
        if path.parts[0] == "LICENSES" or not text.strip():
            continue
        head = "\n".join(text.splitlines()[:6])
        if "SPDX-License-Identifier:" not in head and f'"{path}"' not in covered:
            yield f"{path}: no SPDX line in the first six lines, and REUSE.toml does not name it"


def check_paths():
    for path, text in TEXTS.items():
        if path == Path("tests/lint/lint.py"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = MACHINE_PATH.search(line)
            if found:
                yield f"{path}:{number}: a path of somebody's machine: {found.group(0)}"


def check_text():
    for path in C_FILES + [path for path in TEXTS if path.suffix == ".py"]:
        for number, line in enumerate(TEXTS[path].splitlines(), 1):
            if path.suffix != ".S" and line.startswith("\t"):
                yield f"{path}:{number}: indented with a tab"
            if line != line.rstrip():
                yield f"{path}:{number}: blanks at the end of the line"


def check_links():
    for path, text in TEXTS.items():
        if path.suffix != ".md":
            continue
        for target in MD_LINK.findall(text):
            target = target.split("#")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                if not (ROOT / path).parent.joinpath(target).exists():
                    yield f"{path}: link to '{target}', which is not there"


def functions(text):
    """(line, lines) of each function body: an opening brace in column 1 to the closing one."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.rstrip() == "{":
            start = number
        elif start and FUNCTION_END.match(line):
            yield start, number - start - 1
            start = None


def check_functions():
    for path in C_FILES:
        if path.parts[0] in ("src", "libl4", "user") and path.suffix in (".c", ".h"):
            for number, length in functions(TEXTS[path]):
                if length > MAX_FUNCTION:
                    yield f"{path}:{number}: function of {length} lines; {MAX_FUNCTION} at most"


def check_build_files():
    for path, text in TEXTS.items():
        if path.name == "meson.build" and len(path.parts) > 1:
            if len(text.splitlines()) > MAX_MESON:
                yield f"{path}: more than {MAX_MESON} lines"
    count = len(re.findall(r"^option\(", TEXTS.get(Path("meson_options.txt"), ""), re.MULTILINE))
    if count > MAX_OPTIONS:
        yield f"meson_options.txt: {count} options; {MAX_OPTIONS} at most"


def check_processes():
    """Scripts end only processes that they started, by process id."""
    word = re.compile(r"\b(?:kill" r"all|pk" r"ill)\b")
    for path, text in TEXTS.items():
        if path.parts[0] in ("ci", ".ci", "tools", "tests") and word.search(text):
            yield f"{path}: ends processes by name"


def check_documents():
    """What every checkout must have."""
    for name in ("README.md", "CHANGES.md", "CONTRIBUTING.md", "REUSE.toml",
                 "LICENSES/BSD-2-Clause.txt", "docs/architecture.md", "docs/boot.md",
                 "docs/build.md", "docs/porting.md", "docs/locking.md"):
        if not (ROOT / name).exists():
            yield f"{name} is missing"
    for path in FILES:
        if path.parts[0] == "cross" and path.suffix == ".ini":
            cpu = path.stem.split("-")[0].replace("mips64el", "mips64")
            if not (ROOT / "docs" / f"abi-{cpu}.md").exists():
                yield f"docs/abi-{cpu}.md is missing, and {path} is there"


def check_contracts():
    """The porting guide names everything that hal/ asks for."""
    guide = TEXTS.get(Path("docs/porting.md"), "")
    call = re.compile(r"\b((?:arch|glue|plat|debug)_[a-z0-9_]+)\(")
    for path in C_FILES:
        if path.parts[:4] == ("src", "generic", "include", "hal"):
            for name in sorted(set(call.findall(TEXTS[path]))):
                if f"`{name}`" not in guide:
                    yield f"{path}: '{name}' is not in docs/porting.md"


def check_format():
    """clang-format, where it is installed."""
    sources = [str(path) for path in C_FILES if path.suffix in (".c", ".h")
               and path.parts[0] in ("src", "user", "libl4", "tests", "tools")]
    if not sources:
        return
    result = subprocess.run(["clang-format", "--dry-run", "--ferror-limit=3", *sources], cwd=ROOT,
                            capture_output=True, text=True, check=False)
    files = {}
    for line in result.stderr.splitlines():
        found = re.match(r"^(\S+?):(\d+):\d+: (?:warning|error): code should be clang-formatted", line)
        if found:
            files.setdefault(found.group(1), found.group(2))
    for path, number in files.items():
        yield f"{path}:{number}: not as .clang-format has it; run: clang-format -i {path}"


def code_lines(text):
    """Lines without comments and blanks."""
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found.group(0).count("\n"), text, flags=re.S)
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("//"))


def budget_of(path):
    """(row of the table, budget) of a file of the kernel."""
    layer = layer_of(path)
    part = path.parts[2]
    if layer in ("arch", "glue") and part == "x86":
        return "arch/x86 + glue/x86", BUDGETS["shared x86"]
    if layer in ("generic", "kdb"):
        return layer, BUDGETS[layer]
    if layer == "platform" and part == "drv":
        return "platform/drv", None
    return f"{layer}/{part}", BUDGETS[layer]


def check_budgets():
    rows = {}
    for path in C_FILES:
        if layer_of(path):
            row, budget = budget_of(path)
            count, _ = rows.get(row, (0, None))
            rows[row] = (count + code_lines(TEXTS[path]), budget)
    for row, (count, budget) in sorted(rows.items()):
        print(f"# {row:<24} {count:>6} lines of code" + (f" of {budget}" if budget else ""))
        if budget and count > budget:
            yield f"{row}: {count} lines of code, the budget is {budget}"


CHECKS = [
    ("layers include only what they may", check_includes),
    ("neutral code tests for no architecture", check_neutral),
    ("every file has its SPDX line", check_spdx),
    ("no paths of somebody's machine", check_paths),
    ("no tabs, no blanks at line ends", check_text),
    ("links in documents lead somewhere", check_links),
    ("functions have at most 60 lines", check_functions),
    ("build files are short", check_build_files),
    ("scripts end no process by name", check_processes),
    ("documents are there", check_documents),
    ("the porting guide names every contract", check_contracts),
    ("layers keep their line budgets", check_budgets),
    ("text is as .clang-format has it", check_format),
]


def main():
    print(f"1..{len(CHECKS)}")
    failed = 0
    for number, (name, check) in enumerate(CHECKS, 1):
        if check is check_format and not shutil.which("clang-format"):
            print(f"ok {number} - {name} # SKIP clang-format is not installed")
            continue
        findings = list(check())
        for finding in findings:
            print(f"# {finding}")
        print(f"{'not ok' if findings else 'ok'} {number} - {name}")
        failed += bool(findings)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
