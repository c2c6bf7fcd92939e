/* console - the command `roundtable`, called as a function, and the files it is given. */
#pragma once
#include "client/command.h"

struct console {
    int code;
    char *out, *err;
};

/* Run `roundtable` with these words (up to a NULL). */
void console_run(struct console *console, const char *const *words);
void console_finish(struct console *console);
#define CONSOLE(console, ...) console_run(console, (const char *const[]){__VA_ARGS__, NULL})

/* A folder for files, removed with what is in it by folder_remove. */
char *folder_make(void);
void folder_remove(char *folder);
/* Write folder/name; the path is freed by the caller. */
char *folder_write(const char *folder, const char *name, const char *content);
