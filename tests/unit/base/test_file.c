#include "base/file.h"
#include "support/test.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/roundtable-file-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/a", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static int entries(void)
{
    DIR *dir = opendir(folder);
    int count = -2; /* . and .. */

    assert_non_null(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void what_was_written_is_read(void **state)
{
    SCOPED(buffer) content = {0};
    struct error err;
    struct stat about;

    (void)state;
    assert_int_equal(file_write_atomically(path, "one", 3, 0640, &err), STATUS_OK);
    assert_int_equal(file_write_atomically(path, "second", 6, 0640, &err), STATUS_OK);
    assert_int_equal(entries(), 1);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0640);
    buffer_append_text(&content, "> ");
    assert_int_equal(file_read(path, 6, &content, &err), STATUS_OK);
    assert_string_equal(buffer_text(&content), "> second");
}

static void a_large_file_is_read_in_pieces(void **state)
{
    SCOPED(buffer) content = {0};
    SCOPED(buffer) written = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        buffer_printf(&written, "%d\n", i);
    assert_int_equal(file_write_atomically(path, written.bytes, written.used, 0600, NULL),
                     STATUS_OK);
    assert_int_equal(file_read(path, written.used, &content, NULL), STATUS_OK);
    assert_int_equal(content.used, written.used);
    assert_memory_equal(content.bytes, written.bytes, written.used);
}

static void a_file_over_the_limit_is_refused(void **state)
{
    SCOPED(buffer) content = {0};
    struct error err;

    (void)state;
    assert_int_equal(file_write_atomically(path, "seven b", 7, 0600, &err), STATUS_OK);
    assert_int_equal(file_read(path, 6, &content, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "larger than 6 bytes"));
    assert_int_equal(content.used, 0);
    assert_int_equal(file_read(path, 0, &content, &err), STATUS_INVALID);
}

static void a_missing_file_is_named(void **state)
{
    SCOPED(buffer) content = {0};
    struct error err;

    (void)state;
    assert_int_equal(file_read(path, 10, &content, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "No such file"));
}

static void what_is_no_regular_file_is_refused(void **state)
{
    SCOPED(buffer) content = {0};
    struct error err;

    (void)state;
    assert_int_equal(file_read(folder, 10, &content, &err), STATUS_INVALID);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(file_read(path, 10, &content, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "not a regular file"));
}

static void a_secret_that_others_may_read_is_refused(void **state)
{
    SCOPED(buffer) content = {0};
    struct error err;

    (void)state;
    assert_int_equal(file_write_atomically(path, "key", 3, 0644, &err), STATUS_OK);
    assert_int_equal(file_read_secret(path, 100, &content, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "0644"));
    assert_int_equal(file_write_atomically(path, "key", 3, 0600, &err), STATUS_OK);
    assert_int_equal(file_read_secret(path, 100, &content, &err), STATUS_OK);
    assert_int_equal(content.used, 3);
}

static void a_write_into_a_missing_folder_fails(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(file_write_atomically("/nonexistent/x/y", "a", 1, 0600, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "/nonexistent/x/y"));
}

static void a_failed_rename_leaves_nothing_behind(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(mkdir(path, 0700), 0); /* a folder cannot be replaced by a file */
    assert_int_equal(file_write_atomically(path, "a", 1, 0600, &err), STATUS_FAILED);
    assert_int_equal(entries(), 1);
    assert_int_equal(rmdir(path), 0);
}

static void a_path_without_folder_is_in_the_current_one(void **state)
{
    char before[512];

    (void)state;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(file_write_atomically("a", "", 0, 0600, NULL), STATUS_OK);
    assert_int_equal(entries(), 1);
    assert_int_equal(chdir(before), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(a_large_file_is_read_in_pieces),
        TEST(a_file_over_the_limit_is_refused),
        TEST(a_missing_file_is_named),
        TEST(what_is_no_regular_file_is_refused),
        TEST(a_secret_that_others_may_read_is_refused),
        TEST(a_write_into_a_missing_folder_fails),
        TEST(a_failed_rename_leaves_nothing_behind),
        TEST(a_path_without_folder_is_in_the_current_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
