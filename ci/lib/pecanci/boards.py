# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""The boards, as the cross files in cross/ describe them: a new board is a new file there."""

import ast
import configparser

from .common import ROOT, Problem, short

DEFAULT_BOARD = "ia32-pc"
ELF_MACHINES = {"x86": 3, "x86_64": 62, "arm": 40, "mips64": 8, "ppc": 20}


def parse_value(text, path, key):
    """A value in Meson's machine-file syntax: strings, numbers, true and false, lists."""
    try:
        return {"true": True, "false": False}.get(text) if text in ("true", "false") \
            else ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise Problem(f"{short(path)}: the value of '{key}' is no string, number, boolean or list: "
                      f"{text}") from None


class Board:
    """One board: properties of its cross file, with [binaries] and [host_machine] beside them."""

    def __init__(self, path):
        parser = configparser.ConfigParser(interpolation=None, delimiters=("=",),
                                           comment_prefixes=("#",))
        try:
            parser.read(path, encoding="utf-8")
        except configparser.Error as error:
            raise Problem(f"{short(path)}: {error}") from None
        self.name = path.stem
        self.path = path
        self.sections = {
            section: {key: parse_value(value, path, key) for key, value in parser[section].items()}
            for section in parser.sections()}
        self.properties = self.sections.get("properties", {})
        self.binaries = self.sections.get("binaries", {})

    def get(self, key, default=None):
        return self.properties.get(key, default)

    def need(self, key):
        if key not in self.properties:
            raise Problem(f"{short(self.path)}: [properties] lacks '{key}' "
                          "(docs/build.md, \"Cross files\")")
        return self.properties[key]

    def packages(self, *purposes):
        """Debian packages for the purposes: build, boot, iso, gdb."""
        return [package for purpose in purposes for package in self.get(f"packages_{purpose}", [])]

    @property
    def elf_machine(self):
        """The processor's number in ELF headers."""
        return ELF_MACHINES[self.sections["host_machine"]["cpu_family"]]

    @property
    def state(self):
        return self.get("state", "planned")


def all_boards():
    """Every board, by name."""
    return {path.stem: Board(path) for path in sorted((ROOT / "cross").glob("*.ini"))}


def find_board(name):
    boards = all_boards()
    if name not in boards:
        raise Problem(f"unknown board '{name}'; known boards: {', '.join(boards)} "
                      "(each is a file cross/BOARD.ini)")
    return boards[name]


def print_list():
    """The table of ci/boot --list."""
    print(f"{'board':<20} {'state':<8} {'what it is':<28} Debian packages")
    for board in all_boards().values():
        print(f"{board.name:<20} {board.state:<8} {board.get('board_name', ''):<28} "
              f"{' '.join(board.packages('build', 'boot'))}")
        extra = board.packages("iso")
        if extra:
            print(f"{'':<20} {'':<8} {'  for a GRUB ISO':<28} {' '.join(extra)}")
        extra = board.packages("gdb")
        if extra:
            print(f"{'':<20} {'':<8} {'  for ci/gdb':<28} {' '.join(extra)}")
