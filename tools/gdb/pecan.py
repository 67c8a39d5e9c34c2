# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Commands of gdb for a stopped Pecan kernel; loaded by ci/gdb.

pecan current           the running thread of each processor
pecan threads           every thread
pecan ready             the ready queues
pecan mapdb [SPACE]     mapping trees, as far as the space (default: the current one) takes part
pecan selftest          all of these, with checks; used by ci/test

They read memory through the debug information, never run code in the kernel, and know no processor:
threads and mapping nodes are found in the slabs they come from.
"""

import gdb

READABLE_PREFIXES = {"thread_state": "TS_", "ipc_kind": "IPC_", "thread_cont": "CONT_"}
FLAG_NAMES = {0x01: "halted", 0x02: "quantum", 0x04: "exhausted", 0x08: "irq", 0x10: "dying"}
LIST_LIMIT = 100000


class Inconsistent(Exception):
    """The kernel's structures contradict each other."""


def pointer_size():
    return gdb.lookup_type("unsigned long").sizeof


def address(value):
    return int(value) & ((1 << (8 * pointer_size())) - 1)


def enum_name(enum, value):
    """The name of an enumerator kept in a byte."""
    for field in gdb.lookup_type(f"enum {enum}").fields():
        if field.enumval == int(value):
            return field.name.removeprefix(READABLE_PREFIXES[enum]).lower()
    return f"?{int(value)}"


def members(head, structure, link):
    """Structures on a circular list, checking its links both ways."""
    target = gdb.lookup_type(structure).pointer()
    field = next(f for f in gdb.lookup_type(structure).fields() if f.name == link)
    offset = field.bitpos // 8
    previous, node = head.address, head["next"]
    for _ in range(LIST_LIMIT):
        if address(node) == address(head.address):
            return
        if address(node) == 0:
            raise Inconsistent(f"list at {address(head.address):#x} ends in NULL")
        if address(node["prev"]) != address(previous):
            raise Inconsistent(f"broken back link at {address(node):#x}")
        yield gdb.Value(address(node) - offset).cast(target)
        previous, node = node, node["next"]
    raise Inconsistent(f"list at {address(head.address):#x} does not end")


def processors():
    array = gdb.parse_and_eval("cpus")
    low, high = array.type.range()
    return [array[index] for index in range(low, high + 1)]


def static(name):
    """A variable of the kernel that is static in its file."""
    symbol = gdb.lookup_static_symbol(name) or gdb.lookup_global_symbol(name)
    if symbol is None:
        raise gdb.GdbError(f"the kernel's symbols have no '{name}': is pecan.elf loaded?")
    return symbol.value()


def used_blocks():
    """First addresses of all blocks that the page pool handed out."""
    page_size, used = 4096, 0x40
    for index in range(int(static("range_count"))):
        pool = static("ranges")[index]
        start, end = address(pool["start"]), address(pool["end"])
        states = gdb.selected_inferior().read_memory(address(pool["state"]),
                                                     (end - start) // page_size)
        for page, state in enumerate(bytes(states)):
            if state & used:
                yield start + page * page_size


def slab_objects(slab, structure):
    """All objects of a slab that are handed out, as pointers."""
    target = gdb.lookup_type(structure).pointer()
    header = gdb.lookup_type("struct slab_page").pointer()
    size, first = int(slab["size"]), int(slab["first"])
    count = 0
    for block in used_blocks():
        page = gdb.Value(block).cast(header)
        if address(page["slab"]) != address(slab.address):
            continue
        free, node = set(), page["free"]
        while address(node) != 0 and len(free) < LIST_LIMIT:
            free.add(address(node))
            node = node["next"]
        for index in range(int(page["fresh"])):
            place = block + first + index * size
            if place not in free:
                count += 1
                yield gdb.Value(place).cast(target)
    if count != int(slab["used"]):
        raise Inconsistent(f"slab of {structure}: {int(slab['used'])} objects used, {count} found")


def all_threads():
    """Every TCB, by ID."""
    return sorted(slab_objects(static("tcb_slab"), "struct tcb"),
                  key=lambda tcb: address(tcb["id"]))


def flags_text(tcb):
    value = int(tcb["flags"])
    return ",".join(name for bit, name in FLAG_NAMES.items() if value & bit) or "-"


def frame_ip(tcb):
    """The user's instruction pointer, by whatever name the CPU's frame has for it."""
    for name in ("eip", "rip", "ip", "pc", "epc", "srr0"):
        try:
            return f"{address(tcb['frame'][name]):#x}"
        except gdb.error:
            continue
    return "?"


HEADER = f"{'tcb':>10} {'id':>10} {'space':>10} {'prio':>4} {'state':<9} {'kind':<12} " \
         f"{'cont':<9} {'flags':<10} ip"


def line_of(tcb):
    return (f"{address(tcb):#10x} {address(tcb['id']):#10x} {address(tcb['space']):#10x} "
            f"{int(tcb['prio']):>4} {enum_name('thread_state', tcb['state']):<9} "
            f"{enum_name('ipc_kind', tcb['kind']):<12} {enum_name('thread_cont', tcb['cont']):<9} "
            f"{flags_text(tcb):<10} {frame_ip(tcb)}")


def show_current():
    """The running thread of each processor; checks that its identity makes sense."""
    found = 0
    for cpu in processors():
        current = cpu["current"]
        print(f"processor {int(cpu['number'])}:", "idle" if address(current) == 0 else "")
        if address(current) == 0:
            continue
        found += 1
        print(HEADER)
        print(line_of(current))
        if int(current["id"]) == 0:
            raise Inconsistent("the current thread has no ID")
    if not found:
        raise Inconsistent("no processor runs a thread")


def show_threads():
    """Every thread; checks that IDs are there and differ."""
    print(HEADER)
    seen = set()
    for tcb in all_threads():
        print(line_of(tcb))
        if address(tcb["id"]) in seen:
            raise Inconsistent(f"two threads have the ID {address(tcb['id']):#x}")
        seen.add(address(tcb["id"]))
    print(f"{len(seen)} threads")
    if len(seen) < 2:
        raise Inconsistent("fewer than two threads: not even sigma0 and the root task")


def show_ready():
    """Ready queues; checks bitmap, priorities and count."""
    for cpu in processors():
        count = 0
        print(f"processor {int(cpu['number'])}: gate {int(cpu['switch_gate']):#x}")
        for priority in range(255, -1, -1):
            head = cpu["ready"][priority]
            mapped = int(cpu["ready_map"][priority // 32]) >> (priority % 32) & 1
            if address(head["next"]) == 0:
                continue  # Not initialised: the processor does not run.
            queue = list(members(head, "struct tcb", "queue"))
            if bool(queue) != bool(mapped):
                raise Inconsistent(f"bitmap of priority {priority} is {mapped}, "
                                   f"{len(queue)} threads are queued")
            if queue:
                print(f"priority {priority}:")
            for tcb in queue:
                print(line_of(tcb))
                count += 1
                if int(tcb["prio"]) != priority:
                    raise Inconsistent(f"thread of priority {int(tcb['prio'])} in queue {priority}")
        print(f"{count} threads queued")
        if count != int(cpu["ready_count"]):
            raise Inconsistent(f"ready_count is {int(cpu['ready_count'])}")


def rights_text(rights):
    return "".join(letter if rights & bit else "-" for bit, letter in ((4, "r"), (2, "w"), (1, "x")))


def node_text(node):
    return (f"{address(node['va']):#x} size 2^{int(node['size_log2'])} at {address(node['pa']):#x} "
            f"{rights_text(int(node['rights']))} in space {address(node['space']):#x}")


def check_node(node, size):
    """What must hold between a mapping and its parent and siblings."""
    parent = node["parent"]
    if address(node["next"]) and address(node["next"]["prev"]) != address(node):
        raise Inconsistent(f"broken sibling link at {address(node):#x}")
    if address(parent) == 0:
        if address(node["va"]) != address(node["pa"]):
            raise Inconsistent(f"origin that is not 1:1: {node_text(node)}")
        return
    start, frame = address(node["pa"]), address(parent["pa"])
    if start < frame or start + size > frame + (1 << int(parent["size_log2"])):
        raise Inconsistent(f"{node_text(node)} lies outside its parent {node_text(parent)}")
    if int(node["rights"]) & ~int(parent["rights"]):
        raise Inconsistent(f"{node_text(node)} has more rights than its parent {node_text(parent)}")


def print_tree(node, wanted, by_parent):
    """The mappings below a node, if the wanted space is among them; iteratively: trees are deep."""
    lines, relevant, work = [], False, [(node, 0)]
    while work:
        node, depth = work.pop()
        relevant = relevant or wanted in (0, address(node["space"]))
        lines.append("  " * depth + node_text(node))
        work += [(child, depth + 1) for child in by_parent.get(address(node), [])]
    if relevant:
        print("\n".join(lines))
    return relevant


def show_mapdb(space=0):
    """Mapping trees that a space takes part in (0: all of them), with checks."""
    by_parent, count = {}, 0
    for node in slab_objects(static("node_slab"), "struct mapnode"):
        check_node(node, 1 << int(node["size_log2"]))
        by_parent.setdefault(address(node["parent"]), []).append(node)
        count += 1
    trees = sum(print_tree(node, space, by_parent)
                for node in sorted(by_parent.get(0, []), key=lambda node: address(node["va"])))
    print(f"{trees} trees shown; {count} mappings in all")
    if count == 0:
        raise Inconsistent("no mapping at all")


SECTIONS = [("current thread", show_current), ("threads", show_threads),
            ("ready queues", show_ready), ("mapping tree", show_mapdb)]


def selftest():
    """Every command; leaves gdb with exit status 1 if one fails."""
    failed = 0
    for title, show in SECTIONS:
        try:
            show()
            print(f"== {title}: ok")
        except (Inconsistent, gdb.error) as problem:
            print(f"== {title}: FAILED: {problem}")
            failed += 1
    gdb.execute("kill")
    gdb.execute(f"quit {1 if failed else 0}")


class Pecan(gdb.Command):
    """State of the Pecan kernel: pecan current | threads | ready | mapdb [SPACE] | selftest."""

    def __init__(self):
        super().__init__("pecan", gdb.COMMAND_USER, gdb.COMPLETE_NONE, True)


class Subcommand(gdb.Command):
    """One of the commands; its help is the function's text."""

    def __init__(self, name, function):
        self.__doc__ = function.__doc__
        self.function = function
        super().__init__(f"pecan {name}", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        del from_tty
        try:
            if argument:
                self.function(address(gdb.parse_and_eval(argument)))
            else:
                self.function()
        except Inconsistent as problem:
            raise gdb.GdbError(f"inconsistent: {problem}") from None


def current_mapdb(space=None):
    """Mapping trees that a space takes part in; without argument, the space that is loaded."""
    show_mapdb(address(processors()[0]["space"]) if space is None else space)


Pecan()
Subcommand("current", show_current)
Subcommand("threads", show_threads)
Subcommand("ready", show_ready)
Subcommand("mapdb", current_mapdb)
Subcommand("selftest", selftest)
