#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Tests of what the scripts in ci/ and tools/ do without a guest. Prints TAP.

usage: test_scripts.py [ROOT]
"""

import os
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
sys.path[:0] = [str(ROOT / "ci" / "lib"), str(ROOT / "tools")]

# pylint: disable=wrong-import-position
import asm_offsets
import ksyms
from pecanci import bench_report, boards, emulator, executed, footprint, guest, image, mutation, reasons, table
from pecanci.common import Problem


def raises(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return str(error) or "raised"
    return ""


def test_verdict():
    find = emulator.VERDICT.search
    assert find(b"hello\nPECAN-EXIT 7\r\n").group(1) == b"7"
    assert find(b"noise PECAN-EXIT 0\n").group(1) == b"0"
    assert find(b"PECAN-EXIT 1") is None, "the line may go on"
    assert find(b"PECAN-EXIT none\n") is None


def test_tap():
    outcome = table.Outcome()
    count = table.read_tap("1..3\nok 1 - a\r\nnot ok 2 - b\nok 3 # SKIP why\nlook ok 4\n", outcome, "x")
    assert (count, outcome.passed, outcome.failed, outcome.skipped) == (3, 1, 1, 1)
    outcome = table.Outcome()
    table.read_tap("1..2\nok 1 - a\n", outcome, "x")
    assert outcome.failed == 1, "a test is missing"
    outcome = table.Outcome()
    table.read_tap("ok 1 - a\n", outcome, "x")
    assert outcome.failed == 1, "the plan is missing"


def test_values():
    path = ROOT / "cross" / "x.ini"
    assert boards.parse_value("['a', 'b']", path, "k") == ["a", "b"]
    assert boards.parse_value("true", path, "k") is True
    assert "value of 'k'" in raises(Problem, boards.parse_value, "no quotes", path, "k")


def test_boards():
    known = boards.all_boards()
    assert boards.DEFAULT_BOARD in known
    for board in known.values():
        assert board.need("board") == board.name
        assert not {"gcc-multilib", "g++-multilib"} & set(board.packages("build", "boot", "iso"))
    assert boards.DEFAULT_BOARD in raises(Problem, boards.find_board, "nowhere")


def test_modules():
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        Path("a b,c").write_text("x", encoding="ascii")
        Path("with:colon").write_text("x", encoding="ascii")
        module = guest.parse_module("a b,c:one, two")
        assert module.line == "a_b_c one, two", "blanks and commas would end the name"
        assert guest.parse_module("with:colon").arguments == ""
        assert "no file" in raises(Problem, guest.parse_module, "nothing:args")
        system = guest.System(Path("a b,c"), "", [module, module]).stage(Path("staged"))
        assert [m.name for m in system.modules] == ["a_b_c", "a_b_c.2"]
        os.chdir("/")
    assert emulator.escape("one, two") == "one,, two"


def test_grub():
    module = guest.Module(Path("root"), "it's $x")
    text = guest.grub_config(guest.System(Path("pecan.elf"), "io=open", [module]))
    assert "multiboot /boot/pecan.elf 'io=open'" in text
    assert "module /boot/root 'root' 'it'\\''s' '$x'" in text


def test_feeder():
    feeder = emulator.Feeder("Pecan")
    feeder.pending = b"x"
    assert not feeder.may_write(), "nothing was printed yet"
    feeder.output(b"Pecan 0.1\n")
    assert not feeder.may_write(), "the guest is still printing"
    feeder.last_output -= 1
    assert feeder.may_write()
    feeder.pending = b""
    assert not feeder.may_write()


def test_offsets():
    text = '\t.ascii "->OFS_A 4"\n\t.ascii "->SZ_B #-8"\n\t.ascii "plain"\n'
    assert asm_offsets.collect(text, "x") == {"OFS_A": 4, "SZ_B": -8}
    assert "no line" in raises(SystemExit, asm_offsets.collect, "nothing", "x")
    twice = '.ascii "->A 1"\n.ascii "->A 2"\n'
    assert "both" in raises(SystemExit, asm_offsets.collect, twice, "x")


def test_symbols():
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "k.c"
        ksyms.write_tables([(0x1000, "alpha"), (0x2000, "beta")], path)
        text = path.read_text(encoding="ascii")
    assert "ksym_count = 2" in text and "0x1000ul" in text and '"beta\\0"' in text


def test_footprint():
    data = {"insns": 1000, "loads": 10, "stores": 20, "crossings": 20, "user_insns": 190,
            "kinds": [{"count": 1, "insns": 90}, {"count": 10, "insns": 40}, {"count": 9, "insns": 60}]}
    one = footprint.Counted("ipc", 20, data)
    assert (one.kernel, one.user, one.crossings) == (50, 10, 1)
    assert [kind["insns"] for kind in one.usual] == [40, 60], "the first one is not usual"
    assert footprint.MARK.findall("x\nBENCH-MARK 3 100 ipc.words=0\r\n") == [("3", "100", "ipc.words=0")]


def test_report():
    rows = [{"name": f"ipc.inter.words={n}", "operations": 1, "kernel": 50.0 + n, "user": 1.0, "crossings": 1.0,
             "code_lines": [4], "data_lines": [7]} for n in (0, 8, 60)]
    result = {"board": "ia32-pc", "measurements": rows, "sections": {".text": 100}, "memory": {}, "command": "a<b",
              "code_lines": {"generic": (10, 20)}, "versions": {"QEMU": "7"}}
    assert bench_report.points(rows, "ipc.inter.words=") == [(0, 50.0), (8, 58.0), (60, 110.0)]
    assert "reached" in bench_report.aims_table("ia32-pc", rows)
    page = bench_report.page(result)
    assert "<svg" in page and "a&lt;b" in page and "http" not in page, "self-contained, escaped"
    with tempfile.TemporaryDirectory() as scratch:
        bench_report.BASELINE = Path(scratch)
        assert "no baseline" in raises(Problem, bench_report.compare, result)
        bench_report.write_baseline(result)
        assert bench_report.compare(result) == ([], False)
        rows[0]["kernel"], rows[1]["kernel"] = 50.9, 50.0
        assert bench_report.compare(result) == (["better  ipc.inter.words=8: 58 -> 50 (-13.8 %)"], False)
        rows[0]["kernel"] = 51.1
        assert bench_report.compare(result)[1], "more than 2 % is worse"
        del rows[0]
        assert bench_report.compare(result)[1], "what is gone is worse"
def test_image_options():
    board = boards.find_board(boards.DEFAULT_BOARD)
    option = board.need("qemu_exit_option")
    assert image.options(board, guest.System(Path("k"), "a=b")) == f"a=b {option}"
    assert image.options(board, guest.System(Path("k"), "exit=0")) == "exit=0"


def test_reasons():
    """Lines that no test reaches need a reason; a reason needs such a line."""
    text = "/* A comment. */\nstatic int one(int a)\n{\n    if (a)\n        return 1;\n    return 1;\n}\n\nint two(void)\n{\n    return 1;\n}\n"
    with tempfile.TemporaryDirectory() as scratch:
        top, reasons.LIST = Path(scratch), Path(scratch) / "reasons.txt"
        (top / "x.c").write_text(text, encoding="ascii")
        missed = {top / "x.c": [5, 11]}

        def wrong(excuses):
            reasons.LIST.write_text(excuses, encoding="ascii")
            return list(reasons.compare(top, missed))
        one, two = "x.c one: return 1;\n", "x.c two: return 1;\n"
        assert wrong("# note\n== why\n" + one + two) == []
        assert len(wrong("== why\n" + one)) == 1 and "x.c:11" in wrong("== why\n" + one)[0]
        assert len(wrong("== why\n" + one + one + two)) == 1, "one line more than there is"
        assert len(wrong("== why\nx.c two: return 2;\n" + one + two)) == 1, "no such line"
        assert "not 'FILE FUNCTION: LINE'" in raises(Problem, wrong, one), "no reason at all"
        assert "not 'FILE FUNCTION: LINE'" in raises(Problem, wrong, "== why\nsomething\n")


def test_lines_with_code():
    for text in ("{", "    }", "static bool a(int b)", "    struct list *next;", "    static bool again;", " * text", "/* x */"):
        assert not executed.has_code(text), text
    for text in ("    return x;", "    goto out;", "    x++;", "    bool a = b;", "    f();", "    } else {", "    *x = 1;"):
        assert executed.has_code(text), text


def test_mutations():
    entry = mutation.Mutation("a name\nfile x.c\ntest a/b c\nsays ^x\n- old\n-     older\n+ new\n")
    assert (entry.name, entry.file, entry.tests, entry.host, entry.says) == ("a name", "x.c", ["a/b", "c"], [], "^x")
    assert entry.apply("1 old\n    older 2") == "1 new 2"
    assert "2 times" in raises(Problem, entry.apply, "old\n    older old\n    older")
    assert len(mutation.mutations()) >= 60
    assert len({entry.name for entry in mutation.mutations()}) == len(mutation.mutations())
    files = {entry.file for entry in mutation.mutations()}
    missing = [path.name for path in (ROOT / "src" / "generic").glob("*.c") if f"src/generic/{path.name}" not in files]
    assert not missing, f"no mutation in {missing}"
    for entry in mutation.mutations():
        entry.apply((ROOT / entry.file).read_text(encoding="utf-8"))


TESTS = [value for name, value in sorted(globals().items()) if name.startswith("test_")]


def main():
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, test in enumerate(TESTS, 1):
        problem = ""
        try:
            test()
        except Exception as error:  # pylint: disable=broad-except
            problem = f"{type(error).__name__}: {error}"
            print(f"# {problem}")
        print(f"{'not ok' if problem else 'ok'} {number} - {test.__name__.removeprefix('test_')}")
        failed += bool(problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
