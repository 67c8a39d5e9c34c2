# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""Commands of gdb for a stopped Pecan kernel; loaded by ci/gdb.

pecan current           the running thread of each processor
pecan threads           every thread
pecan ready             the ready queues
pecan mapdb [SPACE]     mapping trees, as far as the space (default: the current one) takes part
pecan selftest          all of these, with checks; used by ci/test

They read memory through the debug information and never run code in the kernel. The thread table's
address and size come from $pecan_thread_table and $pecan_thread_slots, which ci/gdb sets from the
board's cross file.
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


def convenience(name):
    value = gdb.convenience_variable(name)
    if value is None or int(value) == 0:
        raise gdb.GdbError(f"${name} is not set; start gdb with ci/gdb, or set it from "
                           "gdb_thread_table in the board's cross file")
    return address(value)


def all_threads():
    """Every TCB of the thread table, by number. Slots without a thread show the dummy."""
    table, slots = convenience("pecan_thread_table"), convenience("pecan_thread_slots")
    size = pointer_size()
    dummy = address(gdb.parse_and_eval("&'tcb.c'::dummy"))
    target = gdb.lookup_type("struct tcb").pointer()
    order = "big" if "big" in gdb.execute("show endian", to_string=True) else "little"
    skipped = {0, dummy}
    chunk = 4096
    for start in range(0, slots * size, chunk):
        try:
            data = bytes(gdb.selected_inferior().read_memory(table + start, chunk))
        except gdb.MemoryError:
            continue  # No page behind this part of the table.
        if data == dummy.to_bytes(size, order) * (chunk // size):
            continue
        for index in range(0, chunk, size):
            tcb = int.from_bytes(data[index:index + size], order)
            if tcb not in skipped:
                yield (start + index) // size, gdb.Value(tcb).cast(target)


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
        print(f"processor {int(cpu['number'])}:", "idle" if cpu["idle"] else "",
              "no thread" if address(current) == 0 else "")
        if address(current) == 0:
            continue
        found += 1
        print(HEADER)
        print(line_of(current))
        if not cpu["idle"] and int(current["id"]) == 0:
            raise Inconsistent("the current thread has no ID")
    if not found:
        raise Inconsistent("no processor runs a thread")


def show_threads():
    """Every thread; checks that table slot and ID agree."""
    version_bits = 32 if pointer_size() == 8 else 14
    print(HEADER)
    count = 0
    for number, tcb in all_threads():
        count += 1
        print(line_of(tcb))
        if address(tcb["id"]) >> version_bits != number:
            raise Inconsistent(f"slot {number:#x} holds the thread {address(tcb['id']):#x}")
    print(f"{count} threads")
    if count < 2:
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
