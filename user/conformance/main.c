/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * The supervisor: chooses the tests, runs each with a time limit, prints TAP, counts per
 * requirement.
 *
 * Command line of the root task: group=PREFIX test=NAME (may be given several times; a test runs
 * if it fits one), seed=N, long=1, list=1.
 */
#include <l4/bootinfo.h>

#include "harness.h"
#include "suites.h"

#define LABEL_END       0x3E0
#define LABEL_ASK       0x3E2
#define LIMIT_SECONDS   6u
#define LATE_TRIES      4u
#define MAX_FAILURES    6u
#define REQUIREMENTS    245u
#define ARCH_STATEMENTS 40u
#define MAX_FILTERS     8u

struct failure {
    const char *file;
    int line;
    const char *what;
    L4_Word_t got;
    L4_Word_t want;
    int two;
};

struct count {
    unsigned short executed;
    unsigned short passed;
    unsigned short failed;
    unsigned short skipped;
};

enum verdict { PASSED, FAILED, SKIPPED };

static struct failure failures[MAX_FAILURES];
static volatile unsigned failure_count;
static volatile unsigned late_count; /* of the failures: upper bounds of time */
static const char *volatile skip_reason;
static const struct ct_test *current;

static struct count by_requirement[REQUIREMENTS + 1];
static struct count by_statement[ARCH_STATEMENTS + 1];

static struct {
    const char *text;
    unsigned length;
    int whole;
} filters[MAX_FILTERS];
static unsigned filter_count;
static int only_list;

/*
 * For tests
 */

void ct_fail(const char *file, int line, const char *what, L4_Word_t got, L4_Word_t want, int two)
{
    unsigned n = failure_count++;
    const char *name = file;

    for (; *file; file++)
        if (*file == '/')
            name = file + 1;
    if (n < MAX_FAILURES) {
        struct failure f = {name, line, what, got, want, two};

        failures[n] = f;
    }
}

void ct_late(const char *file, int line, const char *what)
{
    late_count++;
    ct_fail(file, line, what, 0, 0, 0);
}

void ct_end(void)
{
    for (;;) {
        L4_LoadMR(0, CT_TAG(LABEL_END, 0, 0));
        (void)L4_Send(ct_main_id);
    }
}

void ct_skip(const char *reason)
{
    skip_reason = reason;
    ct_end();
}

L4_Word_t ct_main_asks(L4_Word_t label, L4_Word_t mr1, L4_Word_t mr2, L4_Word_t timeout)
{
    L4_LoadMR(1, label);
    L4_LoadMR(2, mr1);
    L4_LoadMR(3, mr2);
    L4_LoadMR(4, timeout);
    ct_tag(LABEL_ASK, 4, 0);
    REQUIRE_EQ(ct_error(L4_Call(ct_main_id)), 0);
    return ct_mr(1);
}

/* The supervisor's side. */
static void ask_sigma0(L4_ThreadId_t client)
{
    L4_Word_t label = ct_mr(1);
    L4_Time_t timeout;

    timeout.raw = (L4_Word16_t)ct_mr(4);
    L4_LoadMR(1, ct_mr(2));
    L4_LoadMR(2, ct_mr(3));
    L4_LoadMR(0, CT_KERNEL_TAG(label, 2));
    L4_LoadMR(1, ct_error(L4_Call_Timeouts(ct_sigma0, L4_Never, timeout)));
    ct_tag(0, 1, 0);
    (void)L4_Reply(client);
}

static void test_thread(void)
{
    current->run();
    ct_end();
}

/*
 * The command line
 */

static const char *find_command_line(void)
{
    const L4_BootInfo_t *info = (const L4_BootInfo_t *)L4_BootInfo(ct_kip);
    L4_BootRec_t *record;
    L4_Word_t n;

    if (info == 0 || !L4_BootInfo_Valid(info))
        return "";
    record = L4_BootInfo_FirstEntry(info);
    for (n = L4_BootInfo_Entries(info); n > 0; n--, record = L4_BootRec_Next(record)) {
        L4_Word_t here = (L4_Word_t)&filter_count;
        const char *line;

        if (L4_BootRec_Type(record) != L4_BootInfo_SimpleExec)
            continue;
        line = L4_SimpleExec_Cmdline(record);
        if (here - L4_SimpleExec_BssVstart(record) < L4_SimpleExec_BssSize(record) ||
            here - L4_SimpleExec_TextVstart(record) <
                L4_SimpleExec_TextSize(record) + L4_SimpleExec_BssSize(record))
            return line ? line : "";
    }
    return "";
}

static int starts_with(const char *text, const char *prefix)
{
    while (*prefix && *text == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == 0;
}

static L4_Word_t number_at(const char *text)
{
    L4_Word_t n = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        n = n * 10 + (L4_Word_t)(*text - '0');
    return n;
}

static void add_filter(const char *text, int whole)
{
    unsigned length = 0;

    while (text[length] && text[length] != ' ')
        length++;
    if (length == 0 || filter_count == MAX_FILTERS)
        return;
    filters[filter_count].text = text;
    filters[filter_count].length = length;
    filters[filter_count++].whole = whole;
}

static void read_options(const char *line)
{
    while (*line) {
        if (starts_with(line, "group="))
            add_filter(line + 6, 0);
        else if (starts_with(line, "test="))
            add_filter(line + 5, 1);
        else if (starts_with(line, "seed="))
            ct_seed = number_at(line + 5);
        else if (starts_with(line, "long="))
            ct_long = number_at(line + 5) != 0;
        else if (starts_with(line, "list="))
            only_list = number_at(line + 5) != 0;
        while (*line && *line != ' ')
            line++;
        while (*line == ' ')
            line++;
    }
}

/* The name is "SUITE/TEST". */
static int chosen(const char *suite, const char *test)
{
    char name[80];
    unsigned i;
    int length = snprintf(name, sizeof(name), "%s/%s", suite, test);

    for (i = 0; i < filter_count; i++) {
        unsigned n = filters[i].length;
        unsigned k;

        for (k = 0; k < n && name[k] == filters[i].text[k]; k++)
            ;
        if (k == n && (!filters[i].whole || (int)n == length))
            return 1;
    }
    return filter_count == 0;
}

/*
 * Running and counting
 */

static const char *reason_to_skip(const struct ct_test *t)
{
    if ((t->flags & CT_SMP) && L4_NumProcessors(ct_kip) < 2)
        return "there is one processor";
    if ((t->flags & CT_IO) && !L4_HasFeature("ioflexpages"))
        return "this kernel has no I/O fpages";
    if ((t->flags & CT_BIG) && ct_big_size == 0)
        return "there is one page size";
    if ((t->flags & CT_IRQ) && !arch_has_irq())
        return "no interrupt on this board that the suite can cause";
    if ((t->flags & CT_LONG) && !ct_long)
        return "long mode only (long=1)";
    return 0;
}

/* Waits for the end of the test. 0: it did not come. */
static int wait_for_end(unsigned seconds)
{
    L4_Word64_t limit = ct_now() + (L4_Word64_t)seconds * 1000000;
    L4_ThreadId_t from;
    L4_MsgTag_t tag;

    L4_Accept(L4_UntypedWordsAcceptor);
    for (;;) {
        L4_Word64_t now = ct_now();

        if (now >= limit)
            return 0;
        tag = L4_Wait_Timeout(L4_TimePeriod(limit - now), &from);
        if (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_END)
            return 1;
        if (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_ASK)
            ask_sigma0(from);
    }
}

static enum verdict try_test(unsigned limit)
{
    failure_count = 0;
    late_count = 0;
    skip_reason = 0;
    if (!harness_begin(test_thread))
        ct_fail(__FILE__, __LINE__, "the test's thread starts", 0, 0, 0);
    else if (!wait_for_end(limit))
        ct_fail(__FILE__, __LINE__, "seconds that it took, limit", limit + 1, limit, 1);
    harness_end();
    if (failure_count > 0)
        return FAILED;
    return skip_reason ? SKIPPED : PASSED;
}

/* A test that was only late, as on a loaded machine, is tried again. */
static enum verdict run_test(const struct ct_test *t, const struct ct_suite *suite)
{
    unsigned limit = t->seconds != 0 ? t->seconds : LIMIT_SECONDS;
    enum verdict verdict;
    unsigned tries = 0;

    failure_count = 0;
    skip_reason = reason_to_skip(t);
    if (skip_reason)
        return SKIPPED;
    current = t;
    ct_use_lipc = suite->lipc;
    do {
        verdict = try_test(limit);
    } while (verdict == FAILED && late_count == failure_count && ++tries < LATE_TRIES);
    return verdict;
}

static void count(struct count *c, enum verdict verdict)
{
    if (verdict == SKIPPED) {
        c->skipped++;
        return;
    }
    c->executed++;
    if (verdict == PASSED)
        c->passed++;
    else
        c->failed++;
}

static void count_all(const char *covers, enum verdict verdict)
{
    while (*covers) {
        L4_Word_t n = number_at(covers + 1);

        if (*covers == 'R' && n <= REQUIREMENTS)
            count(&by_requirement[n], verdict);
        else if (*covers == 'A' && n <= ARCH_STATEMENTS)
            count(&by_statement[n], verdict);
        while (*covers && *covers != ' ')
            covers++;
        while (*covers == ' ')
            covers++;
    }
}

static void report(unsigned number, const struct ct_suite *suite, const struct ct_test *t,
                   enum verdict verdict)
{
    unsigned i;

    if (verdict == SKIPPED)
        printf("ok %u - %s/%s # SKIP %s\n", number, suite->name, t->name, skip_reason);
    else
        printf("%sok %u - %s/%s # %s%s\n", verdict == PASSED ? "" : "not ", number, suite->name,
               t->name, t->covers, suite->lipc ? " R143" : "");
    for (i = 0; i < failure_count && i < MAX_FAILURES; i++) {
        const struct failure *f = &failures[i];

        printf("# %s:%d: %s", f->file, f->line, f->what);
        if (f->two)
            printf(": expected %lx, got %lx", f->want, f->got);
        printf("\n");
    }
    count_all(t->covers, verdict);
    if (suite->lipc)
        count_all("R143", verdict);
}

static void summary_of(char letter, const struct count *counts, unsigned last)
{
    unsigned n;

    for (n = 1; n <= last; n++) {
        const struct count *c = &counts[n];

        if (c->executed + c->skipped > 0)
            printf("# summary %c%u executed=%u passed=%u failed=%u skipped=%u\n", letter, n,
                   c->executed, c->passed, c->failed, c->skipped);
    }
}

static void finish(int n)
{
    printf("PECAN-EXIT %d\n", n);
    for (;;)
        L4_Sleep(L4_Never);
}

static unsigned run_all(unsigned *number)
{
    unsigned failed = 0;
    unsigned s;
    unsigned i;

    for (s = 0; s < ct_suite_count; s++) {
        const struct ct_suite *suite = ct_suites[s];

        for (i = 0; i < suite->count; i++) {
            const struct ct_test *t = &suite->tests[i];
            enum verdict verdict;

            if (!chosen(suite->name, t->name))
                continue;
            ++*number;
            if (only_list) {
                printf("# test %s/%s covers %s%s\n", suite->name, t->name, t->covers,
                       suite->lipc ? " R143" : "");
                continue;
            }
            verdict = run_test(t, suite);
            report(*number, suite, t, verdict);
            failed += verdict == FAILED;
        }
    }
    return failed;
}

int main(void)
{
    L4_Word64_t begin;
    unsigned number = 0;
    unsigned failed;

    harness_init();
    begin = ct_now();
    printf("Pecan conformance suite\n");
    read_options(find_command_line());
    printf("# seed=%lu%s\n", ct_seed, ct_long ? " long" : "");
    if (!harness_memory()) {
        printf("Bail out! sigma0 gives no memory\n");
        finish(2);
    }
    failed = run_all(&number);
    printf("1..%u\n", number);
    if (!only_list) {
        summary_of('R', by_requirement, REQUIREMENTS);
        summary_of('A', by_statement, ARCH_STATEMENTS);
    }
    printf("# %u tests, %u failed, %lu ms\n", number, failed,
           (L4_Word_t)((ct_now() - begin) / 1000));
    finish(failed != 0);
    return 0;
}
