/* answers - the threads that only read: questions, receipts, reference data, plans of editions. */
#pragma once
#include "aggregator/worker.h"

/* A worker_fn. */
void answers_run(const struct worker_setup *setup);
