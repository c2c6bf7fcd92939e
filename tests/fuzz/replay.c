/* replay - main of a fuzz target without libFuzzer: runs it on every file of the directories and on
 * the files given as arguments, each in a block of just its size, and prints how many there were. A
 * directory that is not there is as good as an empty one, but no file at all is a failure. */
#include "base/file.h"
#include "fuzz.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_BYTES_MAX = 80 << 20 };

static size_t replay_file(const char *path)
{
    SCOPED(buffer) content = {0};
    struct error err = {0};

    if (file_read(path, INPUT_BYTES_MAX, &content, &err) != STATUS_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    uint8_t *exact = xmalloc(content.used);
    if (content.used > 0)
        memcpy(exact, content.bytes, content.used);
    fprintf(stderr, "%s\n", path); /* the last one printed is the one that fails */
    (void)LLVMFuzzerTestOneInput(exact, content.used);
    free(exact);
    return 1;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static size_t replay_directory(const char *path)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_visible, alphasort);
    size_t done = 0;

    for (int i = 0; i < n; i++) {
        OWNED_TEXT file = xasprintf("%s/%s", path, entries[i]->d_name);

        done += replay_file(file);
        free(entries[i]);
    }
    free(entries);
    return done;
}

int main(int argc, char **argv)
{
    size_t done = 0;

    for (int i = 1; i < argc; i++) {
        struct stat found;

        if (stat(argv[i], &found) == 0)
            done += S_ISDIR(found.st_mode) ? replay_directory(argv[i]) : replay_file(argv[i]);
    }
    printf("%zu inputs replayed\n", done);
    return done > 0 ? 0 : 1;
}
