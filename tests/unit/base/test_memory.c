#include "base/memory.h"
#include "support/test.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct thing {
    int *destroyed;
};

static void thing_destroy(struct thing *t)
{
    if (t == NULL)
        return;
    ++*t->destroyed;
    free(t);
}
OWNED_BY_SCOPE(thing)

static void thing_finish(struct thing *t)
{
    ++*t->destroyed;
}

static struct thing *make_thing(int *destroyed)
{
    struct thing *t = xmalloc(sizeof *t);

    t->destroyed = destroyed;
    return t;
}

static void what_a_scope_owns_ends_with_it(void **state)
{
    int destroyed = 0;

    (void)state;
    {
        OWNED(thing) t = make_thing(&destroyed);
        OWNED(thing) none = NULL;
        SCOPED(thing) inside = {&destroyed};

        assert_non_null(t);
        assert_null(none);
        assert_non_null(inside.destroyed);
    }
    assert_int_equal(destroyed, 2);
}

static void what_was_handed_over_stays(void **state)
{
    struct thing *kept = NULL;
    int destroyed = 0;

    (void)state;
    {
        OWNED(thing) t = make_thing(&destroyed);

        kept = t;
        t = NULL;
    }
    assert_int_equal(destroyed, 0);
    thing_destroy(kept);
}

static void allocations_of_size_zero_are_blocks_of_their_own(void **state)
{
    void *a = xmalloc(0), *b = xcalloc(0, 8), *c = xrealloc(NULL, 0), *d = xcalloc(8, 0);

    (void)state;
    assert_true(a != b && b != c && c != d);
    c = xrealloc(c, 100);
    c = xreallocarray(c, 10, 20);
    free(a);
    free(b);
    free(c);
    free(d);
}

static void texts_are_copied_cut_and_printed(void **state)
{
    OWNED_TEXT whole = xstrdup("Ghana");
    OWNED_TEXT cut = xstrndup("Ghana", 2);
    OWNED_TEXT longer = xstrndup("Ghana", 50);
    OWNED_TEXT printed = xasprintf("%s-%d", "a", 5);

    (void)state;
    assert_string_equal(whole, "Ghana");
    assert_string_equal(cut, "Gh");
    assert_string_equal(longer, "Ghana");
    assert_string_equal(printed, "a-5");
}

/* Whether the child that runs attempt is ended by SIGABRT. */
static bool aborts(void (*attempt)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        const struct rlimit no_core = {0, 0};

        setrlimit(RLIMIT_CORE, &no_core);
        close(STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        attempt();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void ask_for_more_than_an_address_space(void)
{
    free(xreallocarray(NULL, SIZE_MAX / 2, 3));
}

static void running_out_of_memory_aborts(void **state)
{
    (void)state;
    assert_true(aborts(ask_for_more_than_an_address_space));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_scope_owns_ends_with_it),
        cmocka_unit_test(what_was_handed_over_stays),
        cmocka_unit_test(allocations_of_size_zero_are_blocks_of_their_own),
        cmocka_unit_test(texts_are_copied_cut_and_printed),
        cmocka_unit_test(running_out_of_memory_aborts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
