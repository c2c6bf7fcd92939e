#include "support/test.h"

#include "unit/collector/reference_files.h"

#include "base/file.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILES_MAX = 64 };

static struct reference_file read_one(struct arena *arena, const char *directory, const char *path)
{
    SCOPED(buffer) content = {0};
    struct error err = {0};

    if (file_read(path, 8 << 20, &content, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return (struct reference_file){
        .name = arena_text(arena, path + strlen(directory) + 1),
        .content = (uint8_t *)arena_textn(arena, (char *)content.bytes, content.used),
        .size = content.used};
}

struct reference_file *reference_files_read(struct arena *arena, size_t *n)
{
    static const char *const patterns[] = {"*.csv", "codelists/*.csv"};
    const char *directory = getenv("REFERENCE_DIR");
    struct reference_file *files = arena_array(arena, FILES_MAX, sizeof *files);

    assert_non_null(directory);
    *n = 0;
    for (size_t p = 0; p < 2; p++) {
        glob_t found;

        assert_int_equal(
            glob(arena_printf(arena, "%s/%s", directory, patterns[p]), 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++)
            files[(*n)++] = read_one(arena, directory, found.gl_pathv[i]);
        globfree(&found);
    }
    return files;
}

struct reference_file *reference_files_changed(struct arena *arena, size_t *n)
{
    struct reference_file *files = reference_files_read(arena, n);

    for (size_t i = 0; i < *n; i++)
        if (strcmp(files[i].name, "organizations.csv") == 0) {
            char *text =
                arena_printf(arena, "%.*sXORG,Another organization,intergovernmental,States\n",
                             (int)files[i].size, (const char *)files[i].content);
            files[i].content = (const uint8_t *)text;
            files[i].size = strlen(text);
        }
    return files;
}
