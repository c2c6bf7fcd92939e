/* world - a running collector between a client and an aggregator that the test plays: real sockets,
 * the collector in a thread of its own. */
#pragma once
#include "collector/collector.h"
#include "wire/message.h"

struct world {
    void *zmq;
    struct arena *arena; /* what is received in a test lives here */
    struct reference_file *files;
    size_t n_files;
    uint64_t reference_version; /* what the aggregator of the test has */
    uint64_t have_version;      /* what the collector has, by its last question */
    char aggregator_endpoint[128];
    struct channel *aggregator; /* NULL: away */
    struct peer collector_peer;
    struct channel *client;
    struct loop *loop;
    struct collector *collector;
    struct world_thread *thread;
};

/* Zero options get values for tests. The aggregator is away; the client is connected. */
struct world *world_create(const struct collector_options *options);
/* Stops the collector if it still runs, and checks that it ended well. */
void world_destroy(struct world *w);
/* Tell the collector to stop, as SIGTERM does; it finishes in the background. */
void world_stop(struct world *w);
struct channel *world_connect(struct world *w);

void world_aggregator_start(struct world *w);
void world_aggregator_stop(struct world *w);
/* Start the aggregator and wait until the collector has its reference data. */
void world_ready(struct world *w);
/* Answer questions for reference data until the collector is known to have version. */
void world_await_version(struct world *w, uint64_t version);
/* The next message for the aggregator that is no question for reference data (those are answered).
 */
struct message world_at_aggregator(struct world *w);
/* Nothing but those questions comes for a while. */
void world_aggregator_hears_nothing(struct world *w);
void world_answer(struct world *w, const struct message *request, struct message *answer);

/* Give the message a new id and send it. */
void world_send(struct world *w, struct channel *client, struct message *message);
struct message world_receive(struct world *w, struct channel *client);
void world_client_hears_nothing(struct world *w, struct channel *client);

/* A submission of SICA: so many right rows, followed by so many wrong ones. */
struct bytes world_submission(struct world *w, const char *id, bool best_effort, size_t right,
                              size_t wrong);
/* Send it as a Submit, return the message as it was sent. */
struct message world_submit(struct world *w, struct channel *client, struct bytes submission);
/* The receipt of a submission whose rows are all new. */
struct message world_committed(const char *id, struct bytes submission, uint32_t rows,
                               struct arena *arena);
