/* admin - the subcommands of `roundtable admin`. */
#pragma once
#include "client/command.h"

extern const struct command admin_reference, admin_edition;
