/* intake - the thread that writes: the only one, so that record times strictly increase.
 *
 * It takes what is queued (at most 64 requests, or what passes 16 MiB), runs it in one transaction
 * with a savepoint around each request, commits once, publishes a cutoff in a transaction of its
 * own, and only then answers. A request that fails is taken back alone. When the database fails,
 * everything in the transaction is answered Busy: whether it was committed or not, the same request
 * again finds out, because submissions are known by their id. */
#pragma once
#include "aggregator/worker.h"

/* A worker_fn. */
void intake_run(const struct worker_setup *setup);
