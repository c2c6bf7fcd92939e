#include "base/random.h"
#include <sodium.h>
#include <stdlib.h>

void random_bytes(void *ret, size_t size)
{
    if (sodium_init() < 0)
        abort();
    if (size > 0)
        randombytes_buf(ret, size);
}

void random_id(uint8_t ret[RANDOM_ID_SIZE])
{
    random_bytes(ret, RANDOM_ID_SIZE);
}

uint32_t random_below(uint32_t below)
{
    if (sodium_init() < 0)
        abort();
    return randombytes_uniform(below);
}
