/* pipeline - hands submissions to the collector, a few at a time, and tells what became of them in
 * the order in which they were put in. Busy is waited out and silence answered by sending the same
 * bytes again, which the collector recognises: nothing is stored twice. */
#pragma once
#include "client/exchange.h"

enum { PIPELINE_WINDOW = 4 };

struct pipeline;

/* exchange is borrowed; its time limit is how long a pipeline waits without any submission being
 * settled. */
struct pipeline *pipeline_create(struct exchange *exchange);
void pipeline_destroy(struct pipeline *pipeline);
OWNED_BY_SCOPE(pipeline)

size_t pipeline_open_count(const struct pipeline *pipeline);
/* Put one in; fewer than PIPELINE_WINDOW are open (asserted). Packs submission, which isn't needed
 * afterwards. tag is what pipeline_next gives back. STATUS_INVALID: packed it is over
 * SUBMISSION_BYTES_MAX. */
NODISCARD enum status pipeline_put(struct pipeline *pipeline, const struct submission *submission,
                                   void *tag, struct error *err);
/* The tag of the index-th open one, oldest first. */
void *pipeline_tag(const struct pipeline *pipeline, size_t index);
/* Give up the oldest, whatever becomes of it; returns its tag. */
void *pipeline_drop(struct pipeline *pipeline);

struct verdict {
    void *tag;
    bool settled;           /* receipt is set; else failure */
    struct receipt receipt; /* borrowed until the next call */
    struct failure failure;
};
/* Wait until the oldest is settled and take it out. STATUS_RETRY: none was within the time limit,
 * err says why; all stay open. STATUS_FAILED: the collector's answers can't be read. */
NODISCARD enum status pipeline_next(struct pipeline *pipeline, struct verdict *ret,
                                    struct error *err);
/* The arena that the last verdict lives in, which is the caller's from now on. */
struct arena *pipeline_take_arena(struct pipeline *pipeline);
