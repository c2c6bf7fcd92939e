/* The command `roundtable`. */
#include "client/command.h"
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* Whether nobody reads the output any more, as in `| head`: no reason to complain. */
static bool reader_is_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};

    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

int main(int argc, char *argv[])
{
    struct command_io io = {stdout, stderr};

    signal(SIGPIPE, SIG_IGN); /* what was begun is done, whoever reads how it went */
    int code = command_run(&cmd_roundtable, "roundtable", &io, argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == COMMAND_DONE && !reader_is_gone())
        return command_usage(&io, "cannot write the output");
    return code;
}
