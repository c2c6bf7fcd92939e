/* random - bytes nobody can guess, from the operating system. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { RANDOM_ID_SIZE = 16 };

void random_bytes(void *ret, size_t size);
/* A message id. */
void random_id(uint8_t ret[RANDOM_ID_SIZE]);
/* Evenly from 0 to below - 1; below > 0. For the jitter of retries. */
uint32_t random_below(uint32_t below);
