/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * print.c and string.c: conversions against libc's, comparisons against loops, options of the kernel's command line,
 * and the two ways in which a run ends.
 */
#include <setjmp.h>
#include <stdio.h>
#include <hal/cpu.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include "tap.h"

static char console[400];
static size_t console_used;
static unsigned exit_code;
static unsigned backtraces;
static jmp_buf halted;

void plat_console_putc(char c)
{
    CHECK(console_used < sizeof(console) - 1);
    console[console_used++] = c;
    console[console_used] = '\0';
}

void plat_exit(unsigned n)
{
    exit_code = n;
}

void arch_backtrace(void)
{
    backtraces++;
}

void arch_halt(void)
{
    longjmp(halted, 1);
}

static void expect(const char *text)
{
    CHECK(strcmp(console, text) == 0);
    console_used = 0;
    console[0] = '\0';
}

/* ---- printk ---- */

#define SAME_AS_LIBC(...)                                                                          \
    do {                                                                                           \
        char text[sizeof(console)];                                                                \
                                                                                                   \
        snprintf(text, sizeof(text), __VA_ARGS__);                                                 \
        printk(__VA_ARGS__);                                                                       \
        expect(text);                                                                              \
    } while (0)

/* Formats that compilers complain of. */
static void print_odd(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vprintk(fmt, ap);
    va_end(ap);
}

static void check_numbers(void)
{
    for (unsigned i = 0; i < 2000; i++) {
        unsigned long w = (unsigned long)(rnd() >> rnd_below(64));

        SAME_AS_LIBC("%d %u %x", (int)w, (unsigned)w, (unsigned)w);
        SAME_AS_LIBC("%ld %lu %lx", (long)w, w, w);
        SAME_AS_LIBC("%08x|%12u|%3x|%016lx", (unsigned)w, (unsigned)w, (unsigned)w, w);
    }
    SAME_AS_LIBC("%ld %d", (long)((unsigned long)1 << 63), -1);
    SAME_AS_LIBC("%d %u %x %5d", 0, 0u, 0u, 0);
}

static void check_texts(void)
{
    SAME_AS_LIBC("a %s b %c c %%", "text", 'x');
    SAME_AS_LIBC("%s", "");
    printk("%p", (void *)0x1234abc);
    expect("0000000001234abc");
    print_odd("%s", (const char *)NULL);
    expect("(null)");
    print_odd("cut off %");
    expect("cut off ");
    print_odd("unknown %y");
    expect("unknown y");
}

/* ---- ends of a run ---- */

static void check_ends(void)
{
    if (setjmp(halted) == 0)
        boot_fail("no %s", "memory");
    expect("boot: no memory\nPECAN-EXIT 1\n");
    CHECK(exit_code == 1 && backtraces == 0);
    exit_code = 0;
    if (setjmp(halted) == 0)
        panic("number %u", 5u);
    expect("\nkernel panic: number 5\n\nPECAN-EXIT 1\n");
    CHECK(exit_code == 1 && backtraces == 1);
    /* A panic while the backtrace is printed does not print another one. */
    if (setjmp(halted) == 0)
        panic("again");
    expect("\nkernel panic: again\n\nPECAN-EXIT 1\n");
    CHECK(backtraces == 1);
}

/* ---- strings ---- */

static int sign(int n)
{
    return n < 0 ? -1 : n > 0;
}

static int model_compare(const unsigned char *a, const unsigned char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

static void check_strings(void)
{
    for (tap_step = 0; tap_step < 50000; tap_step++) {
        char a[12] = {0};
        char b[12] = {0};
        size_t n = rnd_below(12);
        size_t length = 0;

        for (unsigned i = 0; i < rnd_below(11); i++)
            a[i] = (char)("\1a\377"[rnd_below(3)]);
        for (unsigned i = 0; i < rnd_below(11); i++)
            b[i] = (char)("\1a\377"[rnd_below(3)]);
        while (a[length] != '\0')
            length++;
        CHECK(strlen(a) == length);
        CHECK(sign(memcmp(a, b, n)) == model_compare((void *)a, (void *)b, n));
        CHECK(sign(strcmp(a, b)) == model_compare((void *)a, (void *)b, 12));
        CHECK(sign(strncmp(a, b, n)) == model_compare((void *)a, (void *)b, n));
    }
}

/* ---- options ---- */

static void check_sizes(void)
{
    static const struct {
        const char *text;
        bool good;
        unsigned long size;
    } sizes[] = {
        {"0", true, 0},
        {"512", true, 512},
        {"4k next=1", true, 4096},
        {"16M", true, 16ul << 20},
        {"2G", true, 2ul << 30},
        {"1m", true, 1ul << 20},
        {"", false, 0},
        {"M", false, 0},
        {"12x", false, 0},
        {"4kk", false, 0},
        {"18446744073709551615", false,
         0}, /* digits are taken as long as one more is sure to fit */
        {"99999999999999999999", false, 0},
        {"18014398509481984k", false, 0},
        {"17179869184G", false, 0},
    };

    for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned long size = 77;

        CHECK(option_size(sizes[i].text, &size) == sizes[i].good);
        CHECK(!sizes[i].good || size == sizes[i].size);
    }
}

static void check_options(void)
{
    const char *line = "kernel a=1  bb=two a=3 c";

    CHECK(option_find(line, "a") == line + 9);
    CHECK(option_find(line, "bb") == line + 15);
    CHECK(option_find(line, "b") == NULL && option_find(line, "c") == NULL);
    CHECK(option_find("", "a") == NULL);
    CHECK(option_is(option_find(line, "bb"), "two") && !option_is(option_find(line, "bb"), "tw"));
    CHECK(option_is("end", "end") && !option_is("ending", "end") && !option_is(NULL, "end"));
    check_sizes();
}

int main(int argc, char **argv)
{
    tap_init(argc, argv, 4);
    check_numbers();
    check_texts();
    tap_ok("print/conversions");
    check_ends();
    tap_ok("print/ends");
    check_strings();
    tap_ok("string/strings");
    check_options();
    tap_ok("string/options");
    return 0;
}
