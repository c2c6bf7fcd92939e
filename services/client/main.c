/* The command `roundtable`. */
#include "client/command.h"
#include <signal.h>

int main(int argc, char *argv[])
{
    struct command_io io = {stdout, stderr};

    signal(SIGPIPE, SIG_IGN); /* a reader that went away, as in `| head`, is seen when writing */
    int code = command_run(&cmd_roundtable, "roundtable", &io, argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == COMMAND_DONE)
        return command_usage(&io, "cannot write the output");
    return code;
}
