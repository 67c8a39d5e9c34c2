/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * printf and its kin: d i u x X o p c s %, flags - 0 + space #, width, precision, hh h l ll z t j.
 *
 * Decimal conversion of 64-bit numbers divides by hand, so that 32-bit programs need no library
 * for it.
 */
#include <l4io.h>

struct sink {
    char *at;       /* next place in the buffer; null: the console */
    L4_Size_t room; /* places left, the final zero not counted */
    int count;      /* characters produced, whether they fit or not */
};

struct format {
    int left;
    int zero;
    int alternate;
    char sign; /* '+' or ' ' in front of positive numbers, or 0 */
    int width;
    int precision; /* -1: none given */
    int longs;     /* 0: int, 1: long, 2: long long */
};

static void emit(struct sink *out, char c)
{
    out->count++;
    if (!out->at) {
        putc(c); /* whoever drives the line adds the '\r' to a '\n': the kernel's console does */
    } else if (out->room > 0) {
        *out->at++ = c;
        out->room--;
    }
}

static void pad(struct sink *out, char c, int n)
{
    while (n-- > 0)
        emit(out, c);
}

/* Divides by a small base in steps of 16 bits; returns the remainder. */
static unsigned divide(L4_Word64_t *n, unsigned base)
{
    unsigned rest = 0;
    L4_Word64_t quotient = 0;
    int shift;

    if ((*n >> 32) == 0) {
        L4_Word32_t low = (L4_Word32_t)*n;

        *n = low / base;
        return low % base;
    }
    for (shift = 48; shift >= 0; shift -= 16) {
        unsigned part = (rest << 16) | (unsigned)((*n >> shift) & 0xFFFF);

        quotient |= (L4_Word64_t)(part / base) << shift;
        rest = part % base;
    }
    *n = quotient;
    return rest;
}

static void number(struct sink *out, const struct format *f, L4_Word64_t n, int negative,
                   unsigned base, int upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const char *prefix = "";
    char buffer[24];
    int len = 0;
    int zeros;
    int total;
    char sign = negative ? '-' : f->sign;

    if (f->alternate && n != 0 && base == 16)
        prefix = upper ? "0X" : "0x";
    if (f->alternate && base == 8)
        prefix = "0";
    while (n != 0)
        buffer[len++] = digits[divide(&n, base)];
    if (len == 0 && f->precision != 0)
        buffer[len++] = '0';
    zeros = f->precision > len ? f->precision - len : 0;
    total = len + zeros + (sign != 0) + (prefix[0] ? (prefix[1] ? 2 : 1) : 0);
    if (f->zero && !f->left && f->precision < 0 && f->width > total) {
        zeros += f->width - total;
        total = f->width;
    }
    if (!f->left)
        pad(out, ' ', f->width - total);
    if (sign)
        emit(out, sign);
    while (*prefix)
        emit(out, *prefix++);
    pad(out, '0', zeros);
    while (len > 0)
        emit(out, buffer[--len]);
    if (f->left)
        pad(out, ' ', f->width - total);
}

static void string(struct sink *out, const struct format *f, const char *s)
{
    int len = 0;
    int i;

    if (!s)
        s = "(null)";
    while ((f->precision < 0 || len < f->precision) && s[len])
        len++;
    if (!f->left)
        pad(out, ' ', f->width - len);
    for (i = 0; i < len; i++)
        emit(out, s[i]);
    if (f->left)
        pad(out, ' ', f->width - len);
}

static const char *parse_number(const char *fmt, int *n)
{
    *n = 0;
    while (*fmt >= '0' && *fmt <= '9')
        *n = *n * 10 + (*fmt++ - '0');
    return fmt;
}

static const char *parse_flags(const char *fmt, struct format *f)
{
    for (;; fmt++) {
        switch (*fmt) {
        case '-':
            f->left = 1;
            break;
        case '0':
            f->zero = 1;
            break;
        case '#':
            f->alternate = 1;
            break;
        case '+':
            f->sign = '+';
            break;
        case ' ':
            if (!f->sign)
                f->sign = ' ';
            break;
        default:
            return fmt;
        }
    }
}

static const char *parse_length(const char *fmt, struct format *f)
{
    for (;; fmt++) {
        if (*fmt == 'l')
            f->longs++;
        else if (*fmt == 'z' || *fmt == 't')
            f->longs = 1;
        else if (*fmt == 'j')
            f->longs = 2;
        else if (*fmt != 'h')
            return fmt;
    }
}

/* va_list may be an array type, which a pointer to it survives only inside a struct. */
struct arguments {
    va_list ap;
};

static L4_SignedWord64_t take_signed(struct arguments *args, const struct format *f)
{
    if (f->longs >= 2)
        return va_arg(args->ap, L4_SignedWord64_t);
    if (f->longs == 1)
        return va_arg(args->ap, long);
    return va_arg(args->ap, int);
}

static L4_Word64_t take_unsigned(struct arguments *args, const struct format *f)
{
    if (f->longs >= 2)
        return va_arg(args->ap, L4_Word64_t);
    if (f->longs == 1)
        return va_arg(args->ap, unsigned long);
    return va_arg(args->ap, unsigned);
}

static void convert(struct sink *out, struct format *f, char kind, struct arguments *args)
{
    L4_SignedWord64_t n;

    switch (kind) {
    case 'd':
    case 'i':
        n = take_signed(args, f);
        number(out, f, n < 0 ? 0 - (L4_Word64_t)n : (L4_Word64_t)n, n < 0, 10, 0);
        break;
    case 'u':
    case 'x':
    case 'X':
    case 'o':
        f->sign = 0;
        number(out, f, take_unsigned(args, f), 0,
               kind == 'u'   ? 10
               : kind == 'o' ? 8
                             : 16,
               kind == 'X');
        break;
    case 'p':
        f->alternate = 1;
        number(out, f, (L4_Word_t)va_arg(args->ap, void *), 0, 16, 0);
        break;
    case 'c':
        pad(out, ' ', f->left ? 0 : f->width - 1);
        emit(out, (char)va_arg(args->ap, int));
        pad(out, ' ', f->left ? f->width - 1 : 0);
        break;
    case 's':
        string(out, f, va_arg(args->ap, const char *));
        break;
    default:
        emit(out, kind);
        break;
    }
}

static const char *parse_width(const char *fmt, struct format *f, struct arguments *args)
{
    if (*fmt == '*') {
        fmt++;
        f->width = va_arg(args->ap, int);
        if (f->width < 0) {
            f->left = 1;
            f->width = -f->width;
        }
    } else {
        fmt = parse_number(fmt, &f->width);
    }
    if (*fmt == '.') {
        fmt++;
        if (*fmt == '*') {
            fmt++;
            f->precision = va_arg(args->ap, int);
        } else {
            fmt = parse_number(fmt, &f->precision);
        }
    }
    return fmt;
}

static void format(struct sink *out, const char *fmt, struct arguments *args)
{
    for (; *fmt; fmt++) {
        struct format f = {0, 0, 0, 0, 0, -1, 0};

        if (*fmt != '%') {
            emit(out, *fmt);
            continue;
        }
        fmt = parse_flags(fmt + 1, &f);
        fmt = parse_width(fmt, &f, args);
        fmt = parse_length(fmt, &f);
        if (*fmt == 0)
            return;
        convert(out, &f, *fmt, args);
    }
}

int vsnprintf(char *str, L4_Size_t size, const char *fmt, va_list ap)
{
    char nowhere;
    struct sink out = {size ? str : &nowhere, size ? size - 1 : 0, 0};
    struct arguments args;

    va_copy(args.ap, ap);
    format(&out, fmt, &args);
    va_end(args.ap);
    if (size)
        *out.at = 0;
    return out.count;
}

int snprintf(char *str, L4_Size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(str, size, fmt, ap);
    va_end(ap);
    return n;
}

int printf(const char *fmt, ...)
{
    struct sink out = {0, 0, 0};
    struct arguments args;

    va_start(args.ap, fmt);
    format(&out, fmt, &args);
    va_end(args.ap);
    return out.count;
}
