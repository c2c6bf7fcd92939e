/* roundtable admin: what the secretariat and operators do. */
#include "client/admin.h"

static const struct command *const children[] = {&admin_reference, &admin_edition, NULL};

const struct command cmd_admin = {
    .name = "admin",
    .summary = "Load reference data and plan editions.",
    .examples = "  roundtable admin reference load deploy/reference\n"
                "  roundtable admin edition list\n",
    .children = children,
};
