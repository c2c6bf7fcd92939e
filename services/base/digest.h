/* digest - fingerprints of bytes: SHA-256 for what others check too (a submission's bytes), and a
 * 16-byte BLAKE2b over fields for our own keys (a fact's key). Neither is secret or keyed. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SHA256_SIZE = 32, DIGEST_KEY_SIZE = 16 };

void digest_sha256(const void *bytes, size_t size, uint8_t ret[DIGEST_SHA256_SIZE]);

/* BLAKE2b (16 bytes, no key) over fields. Each field goes in as its size + 1 in 8 little-endian
 * bytes and then its bytes; an absent one as 8 zero bytes: so that "ab","c" is not "a","bc", and
 * absent is not empty. This is stored in databases: it must never change. */
struct digest {
    _Alignas(64) uint8_t state[384];
};

void digest_init(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t size);
/* A C string, or absent when NULL. */
void digest_add_text(struct digest *d, const char *text);
/* A field of 8 little-endian bytes, two's complement. */
void digest_add_int64(struct digest *d, int64_t value);
void digest_add_absent(struct digest *d);
/* The key; d has to be initialized again after it. */
void digest_take(struct digest *d, uint8_t ret[DIGEST_KEY_SIZE]);
