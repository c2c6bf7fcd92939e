#include "base/digest.h"
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct digest), "state does not fit");
_Static_assert(_Alignof(crypto_generichash_state) <= _Alignof(struct digest), "wrong alignment");

static crypto_generichash_state *state_of(struct digest *d)
{
    return (crypto_generichash_state *)(void *)d->state;
}

void digest_sha256(const void *bytes, size_t size, uint8_t ret[DIGEST_SHA256_SIZE])
{
    if (sodium_init() < 0)
        abort();
    crypto_hash_sha256(ret, size > 0 ? bytes : (const void *)"", size);
}

void digest_init(struct digest *d)
{
    if (sodium_init() < 0)
        abort();
    crypto_generichash_init(state_of(d), NULL, 0, DIGEST_KEY_SIZE);
}

static void write_number(uint8_t bytes[8], uint64_t number)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static void add_number(struct digest *d, uint64_t number)
{
    uint8_t bytes[8];

    write_number(bytes, number);
    crypto_generichash_update(state_of(d), bytes, sizeof bytes);
}

void digest_add(struct digest *d, const void *bytes, size_t size)
{
    uint8_t field[8 + 56]; /* most are short: one update is cheaper than two */

    if (size > sizeof field - 8) {
        add_number(d, (uint64_t)size + 1);
        crypto_generichash_update(state_of(d), bytes, size);
        return;
    }
    write_number(field, (uint64_t)size + 1);
    if (size > 0)
        memcpy(field + 8, bytes, size);
    crypto_generichash_update(state_of(d), field, 8 + size);
}

void digest_add_text(struct digest *d, const char *text)
{
    if (text == NULL)
        digest_add_absent(d);
    else
        digest_add(d, text, strlen(text));
}

void digest_add_int64(struct digest *d, int64_t value)
{
    add_number(d, 8 + 1);
    add_number(d, (uint64_t)value);
}

void digest_add_absent(struct digest *d)
{
    add_number(d, 0);
}

void digest_take(struct digest *d, uint8_t ret[DIGEST_KEY_SIZE])
{
    crypto_generichash_final(state_of(d), ret, DIGEST_KEY_SIZE);
}
