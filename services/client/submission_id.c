#include "client/submission_id.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

enum status submission_id_check(const char *id, struct error *err)
{
    size_t size = strlen(id);

    if (size == 0 || size > SUBMISSION_ID_MAX)
        return error_set(err, STATUS_INVALID, "an id has 1 to %d characters, this one %zu",
                         SUBMISSION_ID_MAX, size);
    size_t good = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");
    if (good < size)
        return error_set(err, STATUS_INVALID,
                         "the id '%s' may have the characters A-Z a-z 0-9 . _ : - only", id);
    return STATUS_OK;
}

void submission_id_make(int64_t now_us, char ret[SUBMISSION_ID_MAX + 1])
{
    char now[CLOCK_TEXT_SIZE], chance[9];
    uint8_t bytes[4];

    clock_format(now_us, now);
    random_bytes(bytes, sizeof bytes);
    text_hex_encode(bytes, sizeof bytes, chance);
    snprintf(ret, SUBMISSION_ID_MAX + 1, "%.10sT%.2s%.2s%.2sZ-%s", now, now + 11, now + 14,
             now + 17, chance);
}
