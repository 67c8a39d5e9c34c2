/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright 2026 The Pecan authors */

/*
 * What tests use: threads and spaces, IPC in short forms, memory, the suite's pager.
 */
#include "harness.h"

#define PAGES_AT 0x60000000UL
#define BIG_AT   0x64000000UL

#define LABEL_RELEASE 0x3E1
#define MAX_VIEWS     16u

extern char __l4_link_base[];
extern char __l4_end[];

void *ct_kip;
L4_Word_t ct_page_size;
L4_Word_t ct_big_size;
L4_Word_t ct_utcb_size;
L4_Word_t ct_utcb_base;
L4_Word_t ct_user_base;
L4_ThreadId_t ct_main_id;
L4_ThreadId_t ct_pager_id;
L4_ThreadId_t ct_test_id;
L4_ThreadId_t ct_sigma0;
int ct_starts_at_255;
L4_Word_t ct_seed = 1;
int ct_long;
int ct_use_lipc;

/* Threads of the running test, by number. */
#define FIRST_NUMBER (ct_user_base + 16)
static volatile L4_Word_t next_index;
static struct {
    void (*entry)(void);
    volatile int done;
} slots[CT_SLOTS];

#define STACKS      40u
#define STACK_WORDS 1024u
static L4_Word_t stacks[STACKS][STACK_WORDS] __attribute__((aligned(16)));
static volatile unsigned next_stack;

volatile struct ct_fault ct_faults[CT_FAULTS];
volatile L4_Word_t ct_fault_count;

struct view {
    L4_Word_t base;
    L4_Word_t size;
    L4_Word_t source;
    L4_Word_t rights;
};
static struct view views[MAX_VIEWS];
static volatile unsigned view_count;

/*
 * Threads
 */

L4_ThreadId_t ct_new_id(void)
{
    return L4_GlobalId(FIRST_NUMBER + next_index++, 1);
}

static L4_Word_t index_of(L4_ThreadId_t t)
{
    return (L4_ThreadNo(t) - FIRST_NUMBER) % (CT_SLOTS - 1);
}

L4_Word_t ct_utcb_of(L4_ThreadId_t t)
{
    return ct_utcb_base + (1 + index_of(t)) * ct_utcb_size;
}

L4_Word_t ct_tc(L4_ThreadId_t dest, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                L4_ThreadId_t pager, L4_Word_t utcb)
{
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    if (L4_ThreadControl(dest, space, scheduler, pager, (void *)utcb))
        return 0;
    return L4_ErrorCode();
}

L4_Word_t ct_delete(L4_ThreadId_t t)
{
    return ct_tc(t, L4_nilthread, L4_nilthread, L4_nilthread, CT_NO_UTCB);
}

L4_Word_t ct_configure(L4_ThreadId_t t)
{
    L4_Word_t old;

    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, 99);
    if (L4_SpaceControl(t, 0, L4_FpageLog2((L4_Word_t)ct_kip, (int)L4_KipAreaSizeLog2(ct_kip)),
                        L4_Fpage(ct_utcb_base, CT_SLOTS * ct_utcb_size), L4_nilthread, &old))
        return 0;
    return L4_ErrorCode();
}

L4_ThreadId_t ct_inactive(L4_ThreadId_t place)
{
    L4_ThreadId_t t = ct_new_id();
    int fresh = L4_IsThreadEqual(place, CT_NEW);

    REQUIRE_EQ(ct_tc(t, fresh ? t : place, L4_Myself(), L4_nilthread, CT_NO_UTCB), 0);
    if (fresh)
        REQUIRE_EQ(ct_configure(t), 0);
    return t;
}

L4_ThreadId_t ct_create(L4_ThreadId_t place, L4_ThreadId_t pager)
{
    L4_ThreadId_t t;

    if (L4_IsThreadEqual(place, CT_NEW)) {
        t = ct_inactive(place);
        REQUIRE_EQ(ct_tc(t, t, L4_nilthread, pager, ct_utcb_of(t)), 0);
    } else {
        t = ct_new_id();
        REQUIRE_EQ(ct_tc(t, place, L4_Myself(), pager, ct_utcb_of(t)), 0);
    }
    return t;
}

static void thread_main(void)
{
    L4_Word_t i = index_of(L4_Myself());

    slots[i].entry();
    slots[i].done = 1;
    for (;;)
        L4_Sleep(L4_Never);
}

L4_Word_t ct_stack_for(L4_ThreadId_t t)
{
    unsigned n = next_stack++;

    (void)t;
    REQUIRE(n < STACKS);
    return user_initial_sp(&stacks[n][STACK_WORDS]);
}

static L4_ThreadId_t run(L4_ThreadId_t place, void (*entry)(void), L4_ThreadId_t pager,
                         L4_Word_t prio)
{
    L4_ThreadId_t t = ct_create(place, L4_Myself());
    L4_Word_t i = index_of(t);

    slots[i].entry = entry;
    slots[i].done = 0;
    if (prio != 0)
        (void)L4_Set_Priority(t, prio);
    /* The start message still has to come from the pager of the activation. */
    REQUIRE_EQ(ct_tc(t, t, L4_nilthread, pager, CT_NO_UTCB), 0);
    L4_LoadMR(1, (L4_Word_t)thread_main);
    L4_LoadMR(2, ct_stack_for(t));
    ct_tag(0, 2, 0);
    REQUIRE_EQ(ct_error(L4_Send_Timeout(t, L4_TimePeriod(1000000))), 0);
    return t;
}

L4_ThreadId_t ct_run(L4_ThreadId_t place, void (*entry)(void))
{
    return run(place, entry, ct_pager_id, 0);
}

L4_ThreadId_t ct_run_paged(L4_ThreadId_t place, void (*entry)(void), L4_ThreadId_t pager)
{
    return run(place, entry, pager, 0);
}

L4_ThreadId_t ct_run_prio(L4_ThreadId_t place, void (*entry)(void), L4_Word_t prio)
{
    return run(place, entry, ct_pager_id, prio);
}

int ct_done(L4_ThreadId_t t)
{
    return slots[index_of(t)].done;
}

int ct_until_done(L4_ThreadId_t t)
{
    CT_UNTIL(ct_done(t));
    return ct_done(t);
}

L4_Word_t ct_state(L4_ThreadId_t t)
{
    L4_Word_t old;
    L4_Word_t result = L4_Schedule(t, ~0UL, ~0UL, ~0UL, ~0UL, &old);

    return result & 0xFF;
}

int ct_until(L4_ThreadId_t t, L4_Word_t state)
{
    CT_UNTIL(ct_state(t) == state);
    return ct_state(t) == state;
}

L4_Word64_t ct_now(void)
{
    return L4_SystemClock().raw;
}

/* Leaves ErrorCode and the message registers above MR0 alone. */
void ct_sleep(L4_Word64_t us)
{
    L4_Word_t error = L4_ErrorCode();
    L4_Word_t mr0 = ct_mr(0);
    L4_ThreadId_t from;

    (void)L4_Ipc(L4_nilthread, L4_Myself(), ct_us(us), &from);
    __L4_Tcr_Set(__L4_TCR_ERROR_CODE, error);
    L4_LoadMR(0, mr0);
}

L4_Word_t ct_exregs(L4_ThreadId_t t, L4_Word_t control)
{
    return __L4_Exregs(t, control, 0, 0, 0, 0, L4_nilthread).control;
}

/*
 * IPC
 */

/* Rounded up where the format cannot have the exact value, so that nothing may come before `us`. */
L4_Word_t ct_us(L4_Word64_t us)
{
    L4_Word_t e = 0;

    if (us == 0)
        return L4_ZeroTime.raw;
    while (us > 1023) {
        us = (us + 1) / 2;
        e++;
    }
    return e << 10 | (L4_Word_t)us;
}

void ct_tag(L4_Word_t label, L4_Word_t u, L4_Word_t t)
{
    L4_LoadMR(0, CT_TAG(label, u, t));
}

L4_MsgTag_t ct_ipc(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t snd, L4_Word_t rcv,
                   L4_ThreadId_t *sender)
{
    L4_ThreadId_t ignored;
    L4_Word_t timeouts = snd << 16 | rcv;

    if (sender == 0)
        sender = &ignored;
    if (ct_use_lipc)
        return L4_Lipc(to, from, timeouts, sender);
    return L4_Ipc(to, from, timeouts, sender);
}

L4_Word_t ct_error(L4_MsgTag_t tag)
{
    return L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
}

L4_MsgTag_t ct_send(L4_ThreadId_t to, L4_Word_t snd)
{
    return ct_ipc(to, L4_nilthread, snd, CT_ZERO, 0);
}

L4_MsgTag_t ct_recv(L4_ThreadId_t from, L4_Word_t rcv)
{
    return ct_ipc(L4_nilthread, from, CT_NEVER, rcv, 0);
}

L4_Word_t ct_mr(int i)
{
    L4_Word_t w;

    L4_StoreMR(i, &w);
    return w;
}

L4_Word_t ct_br(int i)
{
    L4_Word_t w;

    L4_StoreBR(i, &w);
    return w;
}

L4_Word_t ct_random(L4_Word_t *state)
{
    L4_Word64_t x = *state;

    x = x * 6364136223846793005ULL + 1442695040888963407ULL;
    x ^= x >> 29;
    *state = (L4_Word_t)x ^ (L4_Word_t)(x >> 32);
    return *state;
}

/*
 * Memory
 */

L4_Word_t ct_page(unsigned i)
{
    return PAGES_AT + i * ct_page_size;
}

L4_Word_t ct_big(void)
{
    return ct_big_size != 0 ? BIG_AT : 0;
}

L4_Word_t ct_page_log2(void)
{
    return (L4_Word_t)__L4_Lsb(ct_page_size);
}

L4_Fpage_t ct_fpl(L4_Word_t address, L4_Word_t log2, L4_Word_t rights)
{
    return L4_FpageAddRights(L4_FpageLog2(address & ~(L4_Word_t)0x3FF, (int)log2), rights);
}

L4_Fpage_t ct_fp(L4_Word_t address, L4_Word_t rights)
{
    return ct_fpl(address, ct_page_log2(), rights);
}

int harness_memory(void)
{
    L4_Word_t sizes = L4_PageSizeMask(ct_kip) & (L4_PageSizeMask(ct_kip) - 1);
    unsigned i;

    for (i = 0; i < CT_PAGES; i++) {
        L4_Fpage_t at = ct_fp(ct_page(i), L4_FullyAccessible);

        if (L4_IsNilFpage(L4_Sigma0_GetAny(ct_sigma0, ct_page_log2(), at)))
            return 0;
    }
    if (sizes != 0) {
        L4_Word_t log2 = (L4_Word_t)__L4_Lsb(sizes);

        if (log2 <= 24 &&
            !L4_IsNilFpage(L4_Sigma0_GetAny(ct_sigma0, log2, ct_fpl(BIG_AT, log2, 7))))
            ct_big_size = (L4_Word_t)1 << log2;
    }
    L4_Accept(L4_UntypedWordsAcceptor);
    return 1;
}

/*
 * The pager
 */

void ct_view(L4_Word_t base, L4_Word_t size, L4_Word_t source, L4_Word_t rights)
{
    struct view *v = &views[view_count % MAX_VIEWS];

    v->base = base;
    v->size = size;
    v->source = source;
    v->rights = rights;
    __asm__ __volatile__("" : : : "memory");
    view_count++;
}

void ct_view_clear(void)
{
    view_count = 0;
}

static volatile L4_Word_t substitute;

void ct_substitute(L4_Word_t page)
{
    substitute = page;
}

static int in_image(L4_Word_t address)
{
    L4_Word_t mask = ~(ct_page_size - 1);

    return address >= ((L4_Word_t)__l4_link_base & mask) &&
           address < (((L4_Word_t)__l4_end + ct_page_size - 1) & mask);
}

/* Puts the answer in the message registers; 0: there is none. The last view counts. */
static int answer(L4_Word_t tag, L4_Word_t address)
{
    L4_Word_t page = address & ~(ct_page_size - 1);
    L4_Word_t want = (tag >> 16) & 7;
    L4_Fpage_t source = L4_Nilpage;
    L4_MapItem_t item;
    unsigned i;

    if (in_image(address))
        source = ct_fp(page, L4_FullyAccessible);
    for (i = 0; i < view_count && i < MAX_VIEWS; i++)
        if (address - views[i].base < views[i].size && (want & 2 & ~views[i].rights) == 0)
            source = ct_fp(views[i].source + (page - views[i].base), views[i].rights);
    if (L4_IsNilFpage(source) && substitute != 0 &&
        address - CT_WINDOW < (L4_Word_t)1 << CT_WINDOW_LOG2)
        source = ct_fp(substitute, L4_FullyAccessible);
    if (L4_IsNilFpage(source))
        return 0;
    item = L4_MapItem(source, page);
    L4_LoadMRs(1, 2, item.raw);
    ct_tag(0, 0, 2);
    return 1;
}

static struct ct_fault parked[CT_FAULTS];
static unsigned parked_count;

static void pager_release(void)
{
    unsigned i;
    unsigned kept = 0;

    for (i = 0; i < parked_count; i++) {
        if (answer(parked[i].tag, parked[i].address))
            (void)L4_Reply(parked[i].from);
        else
            parked[kept++] = parked[i];
    }
    parked_count = kept;
    ct_tag(0, 0, 0);
}

static int pager_fault(L4_ThreadId_t from, L4_MsgTag_t tag)
{
    struct ct_fault f;

    f.from = from;
    f.tag = tag.raw;
    f.address = ct_mr(1);
    f.ip = ct_mr(2);
    if (!in_image(f.address)) {
        ct_faults[ct_fault_count % CT_FAULTS] = f;
        ct_fault_count++;
    }
    if (answer(f.tag, f.address))
        return 1;
    if (parked_count < CT_FAULTS)
        parked[parked_count++] = f;
    return 0;
}

static void pager_main(void)
{
    L4_ThreadId_t from;
    L4_MsgTag_t tag;
    int reply;

    L4_Accept(L4_UntypedWordsAcceptor);
    parked_count = 0;
    tag = L4_Wait(&from);
    for (;;) {
        reply = 0;
        if (L4_IpcSucceeded(tag) && (L4_SignedWord_t)tag.raw >> 20 == -2) {
            reply = pager_fault(from, tag);
        } else if (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_RELEASE) {
            pager_release();
            reply = 1;
        }
        tag = reply ? L4_ReplyWait(from, &from) : L4_Wait(&from);
    }
}

void ct_release(void)
{
    ct_tag(LABEL_RELEASE, 0, 0);
    REQUIRE_EQ(ct_error(L4_Call_Timeouts(ct_pager_id, L4_Never, L4_TimePeriod(1000000))), 0);
}

int ct_until_faults(L4_Word_t n)
{
    CT_UNTIL(ct_fault_count >= n);
    return ct_fault_count >= n;
}

/*
 * For the supervisor: before and after each test
 */

static L4_ThreadId_t start(void (*entry)(void), L4_ThreadId_t pager, L4_Word_t prio)
{
    L4_ThreadId_t t = ct_new_id();
    L4_Word_t i = index_of(t);

    slots[i].entry = entry;
    slots[i].done = 0;
    if (ct_tc(t, ct_main_id, ct_main_id, pager, ct_utcb_of(t)) != 0)
        return L4_nilthread;
    (void)L4_Set_Priority(t, prio);
    L4_Start_SpIp(t, ct_stack_for(t), (L4_Word_t)thread_main);
    return t;
}

int harness_begin(void (*entry)(void))
{
    next_index = 0;
    next_stack = 0;
    ct_fault_count = 0;
    ct_view_clear();
    ct_substitute(0);
    ct_pager_id = start(pager_main, ct_sigma0, 254);
    if (L4_IsNilThread(ct_pager_id))
        return 0;
    /* The test starts when the supervisor waits. */
    ct_test_id = L4_GlobalId(FIRST_NUMBER + next_index, 1);
    return !L4_IsNilThread(start(entry, ct_pager_id, CT_PRIO_TEST));
}

static void clean_mappings(void)
{
    (void)L4_UnmapFpage(ct_fpl(ct_page(0), ct_page_log2() + 6, L4_FullyAccessible));
    if (ct_big_size != 0)
        (void)L4_UnmapFpage(ct_fpl(BIG_AT, (L4_Word_t)__L4_Lsb(ct_big_size), L4_FullyAccessible));
    (void)L4_Flush(ct_fpl(CT_WINDOW, CT_WINDOW_LOG2, L4_FullyAccessible));
}

void harness_end(void)
{
    L4_Word_t i;

    for (i = next_index; i-- > 0;)
        (void)ct_delete(L4_GlobalId(FIRST_NUMBER + i, 1));
    clean_mappings();
}

void ct_rewind(unsigned n)
{
    next_index = n;
    next_stack = n;
}

void harness_next(void)
{
    ct_view_clear();
    while (next_index > 2)
        (void)ct_delete(L4_GlobalId(FIRST_NUMBER + --next_index, 1));
    clean_mappings();
    next_stack = 2; /* the pager's and the test's stay */
    parked_count = 0;
    ct_fault_count = 0;
}

static volatile int top_ran;

static void top(void)
{
    top_ran = 1;
}

/* A thread of priority 255 does not run before the supervisor waits, and then it does. On a loaded
 * machine a time slice may end between, so it is tried several times. */
static void look_at_priority(void)
{
    int tries;

    for (tries = 0; tries < 8 && !ct_starts_at_255; tries++) {
        L4_ThreadId_t t;
        int before;

        ct_rewind(0);
        top_ran = 0;
        t = start(top, ct_sigma0, 255);
        before = top_ran;
        ct_sleep(2000);
        ct_starts_at_255 = !before && top_ran;
        (void)ct_delete(t);
    }
}

void harness_init(void)
{
    L4_Word_t align;
    L4_Word_t at;

    ct_kip = L4_GetKernelInterface();
    ct_main_id = L4_Myself();
    ct_page_size = (L4_Word_t)1 << __L4_Lsb(L4_PageSizeMask(ct_kip));
    ct_utcb_size = L4_UtcbSize(ct_kip);
    align = (L4_Word_t)1 << L4_UtcbAlignmentLog2(ct_kip);
    ct_utcb_base = L4_MyLocalId().raw & ~(align - 1);
    ct_user_base = L4_ThreadIdUserBase(ct_kip);
    ct_sigma0 = L4_GlobalId(ct_user_base, 1);
    at = (L4_Word_t)__l4_link_base & ~(ct_page_size - 1);
    for (; at < (L4_Word_t)__l4_end; at += ct_page_size)
        (void)*(volatile char *)at;
    look_at_priority();
}
