/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * Console output: a small printf, panic, and the end of a run after a fatal error.
 */
#include <hal/cpu.h>
#include <hal/platform.h>
#include <kernel/assert.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/section.h>

static void put_number(unsigned long value, unsigned base, int width, char pad)
{
    char digits[24];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    for (; width > n; width--)
        plat_console_putc(pad);
    while (n > 0)
        plat_console_putc(digits[--n]);
}

static void put_string(const char *s)
{
    if (s == NULL)
        s = "(null)";
    while (*s != '\0')
        plat_console_putc(*s++);
}

/* Converts one argument; `fmt` is behind the '%'. Returns what follows the conversion. */
static const char *convert(const char *fmt, va_list *ap)
{
    char pad = ' ';
    int width = 0;
    bool is_long = false;
    long value;

    if (*fmt == '0')
        pad = *fmt++;
    for (; *fmt >= '0' && *fmt <= '9'; fmt++)
        width = width * 10 + (*fmt - '0');
    if (*fmt == 'l') {
        is_long = true;
        fmt++;
    }
    switch (*fmt) {
    case 'd':
        value = is_long ? va_arg(*ap, long) : va_arg(*ap, int);
        if (value < 0)
            plat_console_putc('-');
        put_number(value < 0 ? 0ul - (unsigned long)value : (unsigned long)value, 10, width, pad);
        break;
    case 'u':
    case 'x':
        put_number(is_long ? va_arg(*ap, unsigned long) : va_arg(*ap, unsigned),
                   *fmt == 'u' ? 10 : 16, width, pad);
        break;
    case 'p':
        put_number((uintptr_t)va_arg(*ap, void *), 16, (int)(2 * sizeof(void *)), '0');
        break;
    case 's':
        put_string(va_arg(*ap, const char *));
        break;
    case 'c':
        plat_console_putc((char)va_arg(*ap, int));
        break;
    case '\0':
        return fmt;
    default:
        plat_console_putc(*fmt);
        break;
    }
    return fmt + 1;
}

void vprintk(const char *fmt, va_list ap)
{
    va_list args;

    va_copy(args, ap);
    while (*fmt != '\0') {
        if (*fmt == '%')
            fmt = convert(fmt + 1, &args);
        else
            plat_console_putc(*fmt++);
    }
    va_end(args);
}

void printk(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vprintk(fmt, ap);
    va_end(ap);
}

__attribute__((noreturn)) static void end_run(void)
{
    printk("\nPECAN-EXIT 1\n");
    plat_exit(1);
    arch_halt();
}

void panic(const char *fmt, ...)
{
    static bool again;
    va_list ap;

    printk("\nkernel panic: ");
    va_start(ap, fmt);
    vprintk(fmt, ap);
    va_end(ap);
    printk("\n");
    if (!again) {
        again = true;
        arch_backtrace();
    }
    end_run();
}

BOOT_CODE void boot_fail(const char *fmt, ...)
{
    va_list ap;

    printk("boot: ");
    va_start(ap, fmt);
    vprintk(fmt, ap);
    va_end(ap);
    end_run();
}
