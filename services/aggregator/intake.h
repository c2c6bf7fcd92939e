/* intake - the thread that writes: the only one, so that record times strictly increase.
 *
 * It takes what is queued (at most 64 requests, or what passes 16 MiB) and runs it in one
 * transaction: submissions in groups, so that a statement serves many of them, with a savepoint
 * around each group. A group that fails is taken back and served again in halves, until what is at
 * fault fails alone. It commits once, publishes a cutoff in a transaction of its own, and only then
 * answers. When the database fails, everything in the transaction is answered Busy: whether it was
 * committed or not, the same request again finds out, because submissions are known by their id. */
#pragma once
#include "aggregator/worker.h"

/* A worker_fn. */
void intake_run(const struct worker_setup *setup);
