/* fake - a service of the test's own behind a real socket on loopback, answering from a function.
 */
#pragma once
#include "wire/message.h"

struct fake;

/* Fill *answer (kind and body; the id is set already), from arena; false stays silent. Called in
 * the fake's thread, one request after the other. */
typedef bool fake_fn(void *self, const struct message *request, struct arena *arena,
                     struct message *answer);

/* Never fails: a test can't go on without. */
struct fake *fake_start(fake_fn *answer, void *self);
/* Ends the thread; afterwards what self points to is the test's again. */
void fake_stop(struct fake *fake);
const char *fake_endpoint(const struct fake *fake);

/* A receipt that says every row of the packed submission was inserted. */
void fake_committed(struct bytes submission, struct arena *arena, struct message *answer);
