/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Looking at the instruction that trapped: user memory, debugger operations, I/O and segment instructions.
 */
#include <config.h>
#include <glue/x86.h>
#include <hal/debug.h>
#include <hal/kip.h>
#include <hal/mmu.h>
#include <hal/platform.h>
#include <kernel/fpage.h>
#include <kernel/space.h>
#include <kernel/string.h>

#define MESSAGE_MAX 128u
#define WORD_64     (WORD_BITS == 64)

/* Debugger operations, the byte behind `cmp` (abi-ia32 8). */
#define KDB_PRINT_CHAR        0x00
#define KDB_PRINT_STRING      0x01
#define KDB_CLEAR_PAGE        0x02
#define KDB_TOGGLE_BREAKIN    0x03
#define KDB_READ_CHAR         0x08
#define KDB_READ_CHAR_BLOCKED 0x0d

unsigned x86_user_read(struct space *space, word_t va, void *buf, unsigned n)
{
    uint8_t *to = buf;
    unsigned done = 0;

    while (done < n) {
        struct arch_mapping m;
        word_t at = va + done;
        word_t end = align_down(at, ARCH_PAGE_MIN) + BIT(ARCH_PAGE_MIN);

        if (at >= ARCH_USER_END || !arch_pt_lookup(&space->arch, at, end, &m) || m.va > at)
            break;
        for (; done < n && va + done < end; done++)
            to[done] = *(const uint8_t *)arch_window(0, m.pa + (va + done - m.va), m.attr);
    }
    return done;
}

bool x86_is_kernel_interface(struct space *space, word_t ip)
{
    uint8_t code[2];

    return x86_user_read(space, ip, code, 2) == 2 && code[0] == 0xf0 && code[1] == 0x90;
}

/* In 64-bit mode these bytes extend the instruction that follows. */
static bool is_rex(uint8_t code)
{
    return WORD_64 && (code & 0xf0) == 0x40;
}

/* ---- debugger traps ---- */

static void print_string(struct space *space, word_t va)
{
    char c;

    while (x86_user_read(space, va++, &c, 1) == 1 && c != '\0')
        plat_console_putc(c);
}

/* jmp over; what it jumps over may begin with `mov $message, %eax` or `mov $message, %rax`, sign-extended. */
static void enter(struct tcb *self, const uint8_t *code)
{
    char message[MESSAGE_MAX];
    bool wide = WORD_64 && code[2] == 0x48 && code[3] == 0xc7 && code[4] == 0xc0;
    unsigned n = 0;
    int32_t text;

    if (wide || (!WORD_64 && code[2] == 0xb8)) {
        memcpy(&text, code + (wide ? 5 : 3), 4);
        n = x86_user_read(self->space, (word_t)text, message, MESSAGE_MAX - 1);
    }
    message[n] = '\0';
    debug_enter(self, message);
}

static word_t read_char(bool wait)
{
    int c;

    if (!CONFIG_KDB_TRAPS)
        return WORD_MAX;
    do {
        c = plat_console_getc();
        if (c < 0 && wait)
            arch_irq_window();
    } while (c < 0 && wait);
    return c < 0 ? WORD_MAX : (word_t)(signed char)c;
}

static void operation(struct tcb *self, uint8_t op, word_t *ax)
{
    switch (op) {
    case KDB_PRINT_CHAR:
        if (CONFIG_KDB_TRAPS)
            plat_console_putc((char)*ax);
        break;
    case KDB_PRINT_STRING:
        if (CONFIG_KDB_TRAPS)
            print_string(self->space, *ax);
        break;
    case KDB_CLEAR_PAGE:
    case KDB_TOGGLE_BREAKIN:
        break;
    case KDB_READ_CHAR:
        *ax = read_char(false);
        break;
    case KDB_READ_CHAR_BLOCKED:
        *ax = read_char(true);
        break;
    default:
        debug_enter(self, "unknown debugger operation");
        break;
    }
}

void x86_debug_trap(struct tcb *self, word_t ip, word_t *ax)
{
    uint8_t code[12] = {0};
    unsigned skip = 0;

    x86_user_read(self->space, ip, code, sizeof(code));
    if (code[0] == 0x90)
        skip = 1;
    if (code[skip] == 0x3c)
        operation(self, code[skip + 1], ax);
    else if (code[0] == 0xeb)
        enter(self, code);
    else
        debug_enter(self, "");
}

/* ---- I/O ports ---- */

/* Size field of IN, OUT, INS, OUTS by opcode: 0 byte, 1 operand size; -1: no I/O instruction. *imm: port in the next byte. */
static int io_opcode(uint8_t op, bool *imm)
{
    *imm = (op & 0xf8) == 0xe0;
    if ((op & 0xfc) == 0xe4 || (op & 0xfc) == 0xec || (op & 0xfc) == 0x6c)
        return op & 1;
    return -1;
}

bool x86_io_fault(struct tcb *self, word_t ip, word_t dx, word_t *io_fpage)
{
    uint8_t code[16];
    unsigned n = x86_user_read(self->space, ip, code, sizeof(code));
    unsigned i = 0;
    bool small = false;
    bool imm;
    int wide;
    word_t port;
    unsigned size;

    while (i < n && (code[i] == 0x66 || code[i] == 0x67 || code[i] == 0xf2 || code[i] == 0xf3 ||
                     (code[i] & 0xe7) == 0x26 || (code[i] & 0xfe) == 0x64)) {
        small = small || code[i] == 0x66;
        i++;
    }
    if (i < n && is_rex(code[i])) {
        small = small && (code[i] & 8) == 0;
        i++;
    }
    if (x86_io_open || i >= n)
        return false;
    wide = io_opcode(code[i], &imm);
    if (wide < 0 || (imm && i + 1 >= n))
        return false;
    port = imm ? code[i + 1] : dx & 0xffff;
    size = wide == 0 ? 0 : small ? 1 : 2;
    *io_fpage = port << 16 | size << 10 | FPAGE_SIZE_IO << 4;
    return true;
}

/* ---- segment registers ---- */

/* Bytes that a ModRM byte with 32- or 64-bit addressing and what belongs to it take. */
static unsigned modrm_size(const uint8_t *code)
{
    unsigned mod = code[0] >> 6;
    unsigned rm = code[0] & 7;
    unsigned size = 1;

    if (mod == 3)
        return size;
    if (rm == 4) {
        size++;
        if (mod == 0 && (code[1] & 7) == 5)
            return size + 4;
    }
    if (mod == 1)
        return size + 1;
    if (mod == 2 || rm == 5)
        return size + 4;
    return size;
}

unsigned x86_segment_load_size(struct space *space, word_t ip)
{
    uint8_t bytes[10] = {0};
    unsigned rex;
    const uint8_t *code;

    if (x86_user_read(space, ip, bytes, sizeof(bytes)) == 0)
        return 0;
    rex = is_rex(bytes[0]) ? 1 : 0;
    code = bytes + rex;
    if (code[0] == 0x8e)
        return rex + 1 + modrm_size(code + 1);
    if (!WORD_64 && (code[0] == 0x07 || code[0] == 0x17 || code[0] == 0x1f))
        return 1;
    if (code[0] == 0x0f && (code[1] == 0xa1 || code[1] == 0xa9))
        return rex + 2;
    return 0;
}
