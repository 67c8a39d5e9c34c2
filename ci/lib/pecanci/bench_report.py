# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""What ci/bench writes: table, JSON, one self-contained HTML page; and the comparison with the baseline."""

import html
import json
import math

from .common import ROOT, Problem, short

BASELINE = ROOT / "ci" / "baseline"
LIMIT = 1.02

METHOD = """\
QEMU executes the guest with -icount shift=0,sleep=off: one instruction is one nanosecond of guest time, so two runs are the
same. A plugin of the emulator (tools/footprint) counts what the kernel executes from its first instruction after a trap or
interrupt to the instruction that returns, and the user's instructions in between; a repeated string instruction counts once per
repetition. Lines are distinct 64-byte lines of one crossing, data by physical address. A root task (user/bench) marks what is
measured by stores, which cost the kernel nothing. Figures are instructions per operation; an operation of ipc is one way."""

# Kernel instructions for one way of a warm IPC between spaces: words -> aim; c: C path, 0 words.
AIMS = {"ia32-pc": {0: 52, 8: 64, 60: 116, "c": 140}, "amd64-pc": {0: 62, 8: 66, 60: 118, "c": 155},
        "arm-virt": {0: 58, 8: 66, 60: 130, "c": 130}, "mips64-malta": {0: 78, 8: 76, 60: 190, "c": 195},
        "mips64el-malta": {0: 78, 8: 76, 60: 190, "c": 195},
        "powerpc-ppce500": {0: 74, 8: 72, 60: 195, "c": 160},
        "powerpc-mac99": {0: 96, 8: 92, 60: 215, "c": 180}}

COLOURS = ["#0b62a4", "#c4511d", "#2a7f3f", "#7a3fa0", "#8a6d00", "#a02050", "#3a8a8a", "#555555"]


def row(name, one):
    """One line of the table, as numbers."""
    kinds = one.usual[:2]
    return {"name": name, "operations": one.operations, "kernel": round(one.kernel, 2),
            "user": round(one.user, 2), "crossings": round(one.crossings, 2),
            "loads": round(one.data["loads"] / one.operations, 2),
            "stores": round(one.data["stores"] / one.operations, 2),
            "code_lines": [kind["code_lines"] for kind in kinds],
            "data_lines": [kind["data_lines"] for kind in kinds],
            "written_lines": [kind["written_lines"] for kind in kinds], "raw": one.data}


def text_table(rows):
    lines = [f"{'measurement':<46} {'kernel':>11} {'user':>9} {'crossings':>9} {'code lines':>11} {'data lines':>11}"]
    for item in rows:
        code, data = ("/".join(str(n) for n in item[key]) or "-" for key in ("code_lines", "data_lines"))
        lines.append(f"{item['name']:<46} {item['kernel']:>11.1f} {item['user']:>9.1f} {item['crossings']:>9.2f} "
                     f"{code:>11} {data:>11}")
    return "\n".join(lines)


def facts_table(result):
    """Sizes, memory, lines of code."""
    lines = [f"{'kernel ' + name:<30} {size:>9} bytes" for name, size in result["sections"].items()]
    lines += [f"{name:<30} {value:>9}" for name, value in result["memory"].items()]
    for layer, (count, budget) in result["code_lines"].items():
        lines.append(f"{'code lines, ' + layer:<30} {count:>9}" + (f" of {budget}" if budget else ""))
    return "\n".join(lines)


def aims_table(board, rows):
    """The figures that the project has aims for."""
    aims = AIMS.get(board, {})
    kernel = {item["name"]: item["kernel"] for item in rows}
    lines = []
    for words, aim in aims.items():
        name = "cpath.ipc.inter.words=0" if words == "c" else f"ipc.inter.words={words}"
        if name in kernel:
            state = "reached" if kernel[name] <= aim else "MISSED"
            lines.append(f"{name:<30} {kernel[name]:>9.1f}   aim {aim:>4}   {state}")
    return "\n".join(lines)


#
# Plots
#

def ticks(low, high, is_log):
    """Places for the marks of an axis."""
    if is_log:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        digits = (1, 2, 5) if last - first <= 2 else (1,)
        places = [digit * 10.0 ** n for n in range(first, last + 1) for digit in digits]
        return [value for value in places if low <= value <= high * 1.001] or [low, high]
    step = 10.0 ** math.floor(math.log10(max(high, 1e-9)))
    while high / step < 5:
        step /= 2
    return [step * n for n in range(int(high / step) + 1)]


def label(value):
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1e3:g}k" if value >= 1e4 else f"{value:g}"


def plot(title, x_title, y_title, series, log_x=False, log_y=False):
    """An SVG with one line per series: (name, [(x, y)...]); a name in parentheses is drawn as points."""
    points = [point for _, line in series for point in line]
    if not points:
        return ""
    left, top, width, height = 70, 40, 480, 260
    low_x = min(x for x, _ in points) if log_x else 0
    low_y = min(y for _, y in points) * 0.8 if log_y else 0
    high_x, high_y = max(x for x, _ in points) or 1, (max(y for _, y in points) or 1) * 1.05

    def place(value, low, high, is_log):
        if is_log:
            return (math.log(value) - math.log(low)) / ((math.log(high) - math.log(low)) or 1)
        return (value - low) / ((high - low) or 1)

    def at(x, y):
        return (left + width * place(x, low_x, high_x, log_x), top + height * (1 - place(y, low_y, high_y, log_y)))

    out = [f'<svg viewBox="0 0 780 350" width="780" height="350" role="img" aria-label="{html.escape(title)}">',
           f'<text x="{left}" y="20" class="t">{html.escape(title)}</text>',
           f'<text x="{left + width / 2}" y="342" text-anchor="middle">{html.escape(x_title)}</text>',
           f'<text x="16" y="{top + height / 2}" text-anchor="middle" '
           f'transform="rotate(-90 16 {top + height / 2})">{html.escape(y_title)}</text>']
    for value in ticks(low_x, high_x, log_x):
        x, _ = at(value, high_y)
        out.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + height}" class="g"/>'
                   f'<text x="{x:.1f}" y="{top + height + 16}" text-anchor="middle">{label(value)}</text>')
    for value in ticks(low_y, high_y, log_y):
        _, y = at(high_x, value)
        out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" class="g"/>'
                   f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{label(value)}</text>')
    for number, (name, line) in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        places = [at(x, y) for x, y in line]
        if not name.startswith("("):
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), (vx, vy) in zip(places, line):
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}">'
                       f'<title>{html.escape(name)}: {vx:g}, {vy:g}</title></circle>')
        y = top + 10 + 18 * number
        out.append(f'<rect x="{left + width + 12}" y="{y - 8}" width="12" height="8" fill="{colour}"/>'
                   f'<text x="{left + width + 30}" y="{y}">{html.escape(name.strip("()"))}</text>')
    return "\n".join(out + ["</svg>"])


def points(rows, prefix, key="kernel", scale=False):
    """(n, figure) of the measurements 'PREFIXn'."""
    found = []
    for item in rows:
        if item["name"].startswith(prefix) and item["name"][len(prefix):].isdigit():
            n = int(item["name"][len(prefix):])
            found.append((n, item[key] / n if scale else item[key]))
    return found


def plots(board, rows):
    names = [("between spaces", "ipc.inter.words="), ("within a space", "ipc.intra.words="),
             ("Lipc", "ipc.lipc.words="), ("C path, between spaces", "cpath.ipc.inter.words=")]
    aims = [(words, aim) for words, aim in AIMS.get(board, {}).items() if words != "c"]
    ipc = [(name, points(rows, prefix)) for name, prefix in names]
    yield plot("Short IPC, one way: instructions in the kernel", "words", "instructions",
               ipc + ([("(aim, between spaces)", aims)] if aims else []))
    yield plot("String IPC: instructions per byte", "bytes", "instructions per byte",
               [("string and its reply", points(rows, "string.bytes=", scale=True))], True, True)
    yield plot("Unmap of a page with n mappings", "mappings", "instructions per mapping",
               [("unmap", points(rows, "unmap.tree.nodes=", scale=True))], True)
    growth = [("IPC, one way", "growth.ipc.threads="), ("call with timeout", "growth.timeout.cancelled.threads="),
              ("timeout runs out", "growth.timeout.expired.threads="),
              ("thread made and deleted", "growth.thread.create-delete.threads="),
              ("switch among n ready threads", "ready.yield.threads=")]
    yield plot("Growth with the number of threads", "threads", "instructions",
               [(name, [(x, y) for x, y in points(rows, prefix) if x > 0]) for name, prefix in growth], True, True)


STYLE = """body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
h1,h2{font-weight:600}pre{background:#f4f4f4;padding:1em;overflow-x:auto;font-size:12.5px;line-height:1.35}
svg{max-width:100%;height:auto}svg text{font:12px sans-serif;fill:#333}svg .t{font-size:15px;font-weight:600}
svg .g{stroke:#ddd}"""


def page(result):
    rows = result["measurements"]
    board = result["board"]
    versions = "\n".join(f"{name}: {text}" for name, text in result["versions"].items())
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Pecan on {board}</title><style>{STYLE}</style>",
             f"<h1>What Pecan costs on {board}</h1>", f"<p>{html.escape(METHOD)}</p>", "<h2>Aims</h2>",
             f"<pre>{html.escape(aims_table(board, rows) or 'none for this board')}</pre>", "<h2>Plots</h2>",
             *plots(board, rows), "<h2>Figures</h2>", f"<pre>{html.escape(text_table(rows))}</pre>",
             "<h2>Size, memory, code</h2>", f"<pre>{html.escape(facts_table(result))}</pre>",
             "<h2>Made with</h2>", f"<pre>{html.escape(versions)}\n\n{html.escape(result['command'])}</pre>"]
    return "\n".join(parts) + "\n</html>\n"


def write(result, folder):
    """BOARD.json, BOARD.txt and BOARD.html in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / result["board"]
    text = "\n\n".join([text_table(result["measurements"]), facts_table(result),
                        aims_table(result["board"], result["measurements"])]) + "\n"
    base.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    base.with_suffix(".txt").write_text(text, encoding="utf-8")
    base.with_suffix(".html").write_text(page(result), encoding="utf-8")
    return text


#
# Baseline
#

def figures(result):
    """What the baseline holds: kernel instructions per operation, and bytes of the kernel's code."""
    found = {item["name"]: item["kernel"] for item in result["measurements"]}
    found["kernel.text"] = float(code_bytes(result))
    return found


def code_bytes(result):
    """Bytes of the kernel's code while it runs: what boots only is given to the pool."""
    return sum(result["sections"].get(name, 0) for name in (".text", ".vectors"))


def write_baseline(result):
    path = BASELINE / (result["board"] + ".txt")
    path.parent.mkdir(exist_ok=True)
    lines = ["# SPDX-License-Identifier: BSD-2-Clause", "# Copyright 2026 The Pecan authors", "#",
             "# Kernel instructions per operation, and bytes of kernel code (ci/bench --set-baseline)."]
    lines += [f"{name} {value:g}" if value < 1e5 else f"{name} {value:.0f}"
              for name, value in figures(result).items()]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


def compare(result):
    """Lines that tell what changed against the baseline, and whether something got worse by more than the limit."""
    path = BASELINE / (result["board"] + ".txt")
    if not path.exists():
        raise Problem(f"there is no baseline {short(path)}; ci/bench {result['board']} --set-baseline writes it")
    before = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            before[name] = float(value)
    now, lines, worse = figures(result), [], False
    for name, old in before.items():
        new = now.get(name)
        if new is None:
            lines.append(f"WORSE   {name}: was {old:g}, is not measured any more")
            worse = True
        elif new > old * LIMIT + 0.01:
            lines.append(f"WORSE   {name}: {old:g} -> {new:g} ({100 * (new / old - 1) if old else 100:+.1f} %)")
            worse = True
        elif new < old / LIMIT - 0.01:
            lines.append(f"better  {name}: {old:g} -> {new:g} ({100 * (new / old - 1):+.1f} %)")
    lines += [f"new     {name}: {value:g}" for name, value in now.items() if name not in before]
    return lines, worse


#
# The page of the tree
#

DOCUMENT = ROOT / "docs" / "benchmark.md"
BEGIN, END = "<!-- ci/bench --document writes from here -->", "<!-- to here -->"

# Title and measurement of the second table.
OTHERS = [("string, 4 MB: per byte", "string.bytes=4194300", 4194300), ("map a page", "map.page", 1),
          ("map, per page of 1 MB", "map.range", 1), ("unmap, per page of 1 MB", "unmap.range", 1),
          ("unmap, per mapping of 10000", "unmap.tree.nodes=10000", 10000),
          ("page fault through a pager", "fault.page", 1), ("exception through a handler", "fault.exception", 1),
          ("interrupt to a handler, acknowledged", "interrupt", 1), ("SystemClock", "call.systemclock", 1),
          ("ThreadSwitch", "call.threadswitch", 1), ("ExchangeRegisters", "call.exchangeregisters", 1),
          ("Schedule", "call.schedule", 1), ("thread made and deleted", "thread.active.create-delete", 1),
          ("space made and deleted", "space.create-delete", 1), ("call with a timeout, 10 threads wait so",
                                                                "growth.timeout.cancelled.threads=10", 1),
          ("the same, 10000 threads", "growth.timeout.cancelled.threads=10000", 1),
          ("IPC, 10 threads in the system", "growth.ipc.threads=10", 1), ("IPC, 10000 threads", "growth.ipc.threads=10000", 1),
          ("switch among 10 ready threads", "ready.yield.threads=10", 1),
          ("switch among 10000 ready threads", "ready.yield.threads=10000", 1)]


def number(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def ipc_row(result):
    """One line of the first table: figures with their aims."""
    rows = {item["name"]: item for item in result["measurements"]}
    aims = AIMS.get(result["board"], {})

    def cell(name, aim):
        return f"{rows[name]['kernel']:g}" + (f" ({aims[aim]})" if aim in aims else "")

    warm = rows["ipc.inter.words=0"]
    cells = [f"`{result['board']}`", *(cell(f"ipc.inter.words={words}", words) for words in (0, 8, 60)),
             cell("cpath.ipc.inter.words=0", "c"), f"{rows['ipc.intra.words=0']['kernel']:g}",
             f"{round(warm['kernel'] + warm['user'], 1):g}", "/".join(str(n) for n in warm["code_lines"]),
             "/".join(str(n) for n in warm["data_lines"]), f"{code_bytes(result) / 1024:.1f}",
             f"{result['memory']['KB of image and pool after boot']}",
             f"{result['memory']['bytes per thread']}", f"{result['memory']['bytes per space']}"]
    return "| " + " | ".join(cells) + " |"


def tables(results):
    """The tables of docs/benchmark.md."""
    titles = ["board", "0 words", "8", "60", "C path, 0", "within a space, 0", "whole way, 0", "code lines", "data lines",
              "text, KB", "KB after boot", "bytes per thread", "per space"]
    lines = ["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|", *(ipc_row(result) for result in results), "",
             "| instructions | " + " | ".join(f"`{result['board']}`" for result in results) + " |",
             "|---" * (len(results) + 1) + "|"]
    measured = [{item["name"]: item["kernel"] for item in result["measurements"]} for result in results]
    for title, name, parts in OTHERS:
        cells = (number(rows[name] / parts) if name in rows else "–" for rows in measured)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return lines


def document(results):
    """Write the tables into the page; each result is what ci/bench wrote as JSON."""
    text = DOCUMENT.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise Problem(f"{short(DOCUMENT)} has no place for the tables")
    head, rest = text.split(BEGIN, 1)
    made = " ".join(sorted({result["versions"]["QEMU"] for result in results}))
    table = "\n".join(tables(results))
    DOCUMENT.write_text(f"{head}{BEGIN}\n\n{table}\n\n{made}.\n\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
    return DOCUMENT
