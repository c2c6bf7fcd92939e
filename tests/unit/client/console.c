#include "console.h"
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void console_run(struct console *console, const char *const *words)
{
    char *argv[64] = {(char *)"roundtable"};
    size_t out_size, err_size;
    struct command_io io;
    int argc = 1;

    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    io.out = open_memstream(&console->out, &out_size);
    io.err = open_memstream(&console->err, &err_size);
    console->code = command_run(&cmd_roundtable, "roundtable", &io, argc, argv);
    fclose(io.out);
    fclose(io.err);
}

void console_finish(struct console *console)
{
    free(console->out);
    free(console->err);
}

char *folder_make(void)
{
    char *folder = xstrdup("/tmp/roundtable-client-XXXXXX");

    if (mkdtemp(folder) == NULL)
        abort();
    return folder;
}

static int remove_entry(const char *path, const struct stat *known, int type, struct FTW *at)
{
    (void)known, (void)type, (void)at;
    return remove(path);
}

void folder_remove(char *folder)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

char *folder_write(const char *folder, const char *name, const char *content)
{
    char *path = xasprintf("%s/%s", folder, name);
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(content, 1, strlen(content), file) != strlen(content)
        || fclose(file) != 0)
        abort();
    return path;
}
