/* roundtable submit: files to the collector, part by part, several at a time, and what became of
 * each row. */
#include "base/clock.h"
#include "client/command.h"
#include "client/fetch.h"
#include "client/pipeline.h"
#include "client/tally.h"
#include "model/check.h"
#include <stdlib.h>

static const char *const kinds[] = {"treaty_action",
                                    "law",
                                    "strategy",
                                    "survey",
                                    "observation",
                                    "campaign",
                                    "child_led_initiative",
                                    "regional_plan",
                                    "global_initiative",
                                    NULL};
static const struct setting table[] = {
    SETTING_ORGANIZATION(true),
    {.name = "edition",
     .type = SETTING_TEXT,
     .placeholder = "CODE",
     .meaning = "The meeting it is meant for, such as 2016-stockholm"},
    {.name = "id",
     .type = SETTING_TEXT,
     .placeholder = "ID",
     .meaning = "The submission's id, unique for the organization for ever; by default made of the"
                " time and chance. The same id with the same files is safe to send again"},
    {.name = "replaces",
     .type = SETTING_TEXT,
     .placeholder = "ID",
     .meaning = "An earlier submission: facts that it reported and this one does not are ended."
                " Only with a submission of one part"},
    {.name = "best-effort",
     .type = SETTING_BOOL,
     .meaning =
         "Store the good rows and reject the others; without it each part (up to 10000 rows or"
         " about 4 MiB of one file) is stored as a whole or not at all"},
    {.name = "dry-run",
     .type = SETTING_BOOL,
     .meaning = "Check the files here, against the aggregator's reference data, and send nothing"},
    {.name = "kind",
     .type = SETTING_CHOICE,
     .choices = kinds,
     .placeholder = "KIND",
     .meaning = "What the rows are; by default the file's name or its columns tell"},
    {.name = "nil",
     .type = SETTING_TEXT,
     .placeholder = "NOTE",
     .meaning = "Report that there is nothing to report, with this note; then there is no FILE"},
    SETTING_COLLECTOR,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("2m"),
    SETTING_RECEIPT_FORMAT,
};
static const struct settings_program program = {
    .name = "roundtable submit",
    .summary =
        "Submit files of facts: CSV, SDMX-CSV, JSON or JSON Lines; - is standard input.\n"
        "A long file is sent in parts ID.0001, ID.0002 and so on, each stored as a whole or not\n"
        "at all.",
    .arguments = "FILE...",
    .max_arguments = -1,
    .table = table,
    .count = sizeof table / sizeof *table,
};

/* One run of the command. */
struct run {
    const struct command_io *io;
    const struct settings *settings;
    char id[SUBMISSION_ID_MAX + 1];
    const char **files; /* owned; NULL for a nil report */
    struct tally tally;
};

static struct submission submission_of(const struct run *run, const struct part *part)
{
    return (struct submission){
        .organization = settings_text(run->settings, "organization"),
        .id = part->id,
        .edition = settings_text(run->settings, "edition"),
        .replaces = settings_text(run->settings, "replaces"),
        .best_effort = settings_bool(run->settings, "best-effort"),
        .rows = part->rows,
        .n_rows = part->n_rows,
    };
}

static void warn(void *self, const char *file, const char *text)
{
    struct run *run = self;

    tally_clear_bar(&run->tally);
    fprintf(run->io->err, "warning: %s: %s\n", file, text);
}

/* The exit code for files that can't be read on. */
static int file_failed(struct run *run, const struct error *err)
{
    tally_clear_bar(&run->tally);
    fprintf(run->io->err, "roundtable: %s\n", err->text);
    return err->status == STATUS_INVALID ? COMMAND_REFUSED : COMMAND_USAGE;
}

/* What is not done when we give up: current, unless it is NULL, and all that is open. The same
 * command with the same id goes on from there. */
static int given_up(struct run *run, const struct pipeline *pipeline, const struct part *current,
                    const struct error *err)
{
    tally_clear_bar(&run->tally);
    fprintf(run->io->err, "roundtable: %s\nnot done:", err->text);
    if (current != NULL)
        fprintf(run->io->err, " %s", current->id);
    for (size_t i = 0; i < pipeline_open_count(pipeline); i++)
        fprintf(run->io->err, " %s", ((const struct part *)pipeline_tag(pipeline, i))->id);
    fprintf(run->io->err,
            " and all that follows; the same command with --id %s goes on from there, nothing is"
            " stored twice\n",
            run->id);
    return COMMAND_LATER;
}

/* Wait for the oldest part and tell what became of it. */
static int settle_oldest(struct run *run, struct pipeline *pipeline)
{
    struct verdict verdict;
    struct error err, why;

    enum status status = pipeline_next(pipeline, &verdict, &err);
    if (status != STATUS_OK)
        return given_up(run, pipeline, NULL, &err);
    OWNED(part) part = verdict.tag;
    if (verdict.settled) {
        tally_part(&run->tally, part, &verdict.receipt);
        return COMMAND_DONE;
    }
    struct message answer = {.kind = MESSAGE_FAILURE, .failure = verdict.failure};
    if (conversation_failure(&answer, &why) != STATUS_INVALID)
        return given_up(run, pipeline, part, &why);
    struct problem problem = {.code = verdict.failure.code, .message = why.text};
    tally_refused(&run->tally, part, &problem);
    return COMMAND_DONE;
}

/* Put a part into the pipeline, which has room, or refuse it here. Takes the part. */
static int take_part(struct run *run, struct pipeline *pipeline, struct part *taken)
{
    OWNED(part) part = taken;
    struct error err;
    struct submission submission = submission_of(run, part);

    if (part->several && submission.replaces != NULL)
        return command_usage(run->io,
                             "a submission of several parts can't replace another; send the"
                             " parts one by one, each as a file with --replaces");
    if (part->n_rows == 0 || (part->n_unreadable > 0 && !submission.best_effort)) {
        struct problem why = {.code = "not_sent",
                              .message = "rows that can't be read keep this part from being sent;"
                                         " --dry-run checks its other rows"};
        tally_refused(&run->tally, part, part->n_rows == 0 ? NULL : &why);
        return COMMAND_DONE;
    }
    enum status status = pipeline_put(pipeline, &submission, part, &err);
    if (status == STATUS_OK) {
        part = NULL; /* settle_oldest gets it as the tag */
        return COMMAND_DONE;
    }
    struct problem why = {.code = "too_large", .message = err.text};
    tally_refused(&run->tally, part, &why);
    return COMMAND_DONE;
}

/* Keep the pipeline filled until the files end. */
static int send_parts(struct run *run, struct splitter *splitter, struct pipeline *pipeline)
{
    struct error err;
    struct part *part;
    int code = COMMAND_DONE;

    for (;;) {
        enum status status = splitter_next(splitter, &part, &err);
        if (status != STATUS_OK)
            return file_failed(run, &err);
        if (part == NULL)
            break;
        while (code == COMMAND_DONE && pipeline_open_count(pipeline) == PIPELINE_WINDOW)
            code = settle_oldest(run, pipeline);
        if (code == COMMAND_DONE)
            code = take_part(run, pipeline, part);
        else
            part_destroy(part);
        if (code != COMMAND_DONE)
            return code;
        tally_progress(&run->tally, splitter);
    }
    return code;
}

/* After the files ended, or broke: what is under way is waited for in any case. */
static int drain(struct run *run, struct pipeline *pipeline, int code)
{
    while (pipeline_open_count(pipeline) > 0 && code != COMMAND_LATER) {
        int next = settle_oldest(run, pipeline);
        code = next == COMMAND_DONE ? code : next;
    }
    while (pipeline_open_count(pipeline) > 0)
        part_destroy(pipeline_drop(pipeline));
    return code;
}

static int submit_files(struct run *run, struct splitter *splitter)
{
    OWNED(exchange) exchange = NULL;
    OWNED(pipeline) pipeline = NULL;
    struct error err;

    enum status status = exchange_open(settings_text(run->settings, "collector"),
                                       settings_int(run->settings, "timeout"), &exchange, &err);
    if (status != STATUS_OK)
        return command_usage(run->io, "%s", err.text);
    pipeline = pipeline_create(exchange);
    return drain(run, pipeline, send_parts(run, splitter, pipeline));
}

static int submit_nil(struct run *run)
{
    OWNED(exchange) exchange = NULL;
    OWNED(pipeline) pipeline = NULL;
    struct part *part = xcalloc(1, sizeof *part);
    struct error err;

    snprintf(part->id, sizeof part->id, "%s", run->id);
    struct submission submission = submission_of(run, part);
    submission.nil = true;
    submission.nil_note = settings_text(run->settings, "nil");
    enum status status = exchange_open(settings_text(run->settings, "collector"),
                                       settings_int(run->settings, "timeout"), &exchange, &err);
    if (status == STATUS_OK) {
        pipeline = pipeline_create(exchange);
        status = pipeline_put(pipeline, &submission, part, &err);
    }
    if (status != STATUS_OK) {
        part_destroy(part);
        return command_usage(run->io, "%s", err.text);
    }
    return drain(run, pipeline, COMMAND_DONE);
}

/* Check one part as the collector would. */
static int check_part(struct run *run, const struct reference *reference, const struct part *part)
{
    OWNED(arena) arena = arena_create(0);
    struct submission submission = submission_of(run, part);
    struct check_result result;
    struct error err;
    day_t today = clock_latest_day(clock_wall_us());

    if (part->n_rows == 0) {
        tally_refused(&run->tally, part, NULL);
        return COMMAND_DONE;
    }
    if (check_submission(&submission, reference, today, arena, &result, &err) != STATUS_OK)
        return command_failed(run->io, &err);
    bool refused = !submission.best_effort && (result.problems.count > 0 || part->n_unreadable > 0);
    uint32_t rows = (uint32_t)part->n_rows;
    struct receipt receipt = {.state = refused ? SUBMISSION_REJECTED : SUBMISSION_COMMITTED,
                              .rows = rows,
                              .rejected = refused ? rows : (uint32_t)result.n_rejected,
                              .problems = result.problems,
                              .warnings = result.warnings};
    tally_part(&run->tally, part, &receipt);
    return COMMAND_DONE;
}

static int check_files(struct run *run, struct splitter *splitter)
{
    OWNED(exchange) exchange = NULL;
    OWNED(reference) reference = NULL;
    struct error err;
    int code = COMMAND_DONE;

    if (exchange_open(settings_text(run->settings, "aggregator"),
                      settings_int(run->settings, "timeout"), &exchange, &err)
        != STATUS_OK)
        return command_usage(run->io, "%s", err.text);
    if (fetch_reference(exchange, NULL, &reference, NULL, &err) != STATUS_OK)
        return command_failed(run->io, &err);
    while (code == COMMAND_DONE) {
        struct part *next;
        if (splitter_next(splitter, &next, &err) != STATUS_OK)
            return file_failed(run, &err);
        if (next == NULL)
            break;
        OWNED(part) part = next;
        code = check_part(run, reference, part);
        tally_progress(&run->tally, splitter);
    }
    return code;
}

/* Check what the settings table can't. */
static int begin(struct run *run)
{
    const struct settings *settings = run->settings;
    const char *id = settings_text(settings, "id");
    const char *replaces = settings_text(settings, "replaces");
    bool nil = settings_text(settings, "nil") != NULL;
    struct error err;

    if (nil != (settings_argument_count(settings) == 0))
        return command_usage(run->io, nil ? "a nil report has no FILE"
                                          : "name at least one FILE, or report nothing with --nil");
    if (nil && settings_bool(settings, "dry-run"))
        return command_usage(run->io, "a nil report has nothing to check: leave out --dry-run");
    if (id != NULL && submission_id_check(id, &err) != STATUS_OK)
        return command_usage(run->io, "--id: %s", err.text);
    if (replaces != NULL && submission_id_check(replaces, &err) != STATUS_OK)
        return command_usage(run->io, "--replaces: %s", err.text);
    if (id != NULL)
        snprintf(run->id, sizeof run->id, "%s", id);
    else
        submission_id_make(clock_wall_us(), run->id);
    return COMMAND_DONE;
}

static struct splitter *open_files(struct run *run)
{
    size_t n = (size_t)settings_argument_count(run->settings);
    int kind = settings_choice(run->settings, "kind");

    run->files = xcalloc(n, sizeof *run->files);
    for (size_t i = 0; i < n; i++)
        run->files[i] = settings_argument(run->settings, (int)i);
    struct splitter_options options = {.id = run->id,
                                       .files = run->files,
                                       .n_files = n,
                                       .has_kind = kind >= 0,
                                       .kind = kind >= 0 ? kind_by_name(kinds[kind])->kind : 0,
                                       .warn = warn,
                                       .warn_self = run};
    return splitter_create(&options);
}

static int run_submit(const struct command_io *io, const struct settings *settings)
{
    struct run run = {.io = io, .settings = settings};
    OWNED(splitter) splitter = NULL;
    bool dry_run = settings_bool(settings, "dry-run");
    bool nil = settings_text(settings, "nil") != NULL;

    int code = begin(&run);
    if (code != COMMAND_DONE)
        return code;
    tally_begin(&run.tally, io, run.id, dry_run, settings_choice(settings, "format") == 1);
    if (!nil)
        splitter = open_files(&run);
    code = nil       ? submit_nil(&run)
           : dry_run ? check_files(&run, splitter)
                     : submit_files(&run, splitter);
    if (code == COMMAND_DONE && !nil && run.tally.parts == 0)
        code = command_usage(io, "there are no rows; to report nothing use --nil");
    int refused = tally_end(&run.tally);
    free(run.files);
    return code == COMMAND_DONE ? refused : code;
}

const struct command cmd_submit = {
    .name = "submit",
    .summary = "Submit files of facts.",
    .examples =
        "  roundtable submit treaty_actions.csv laws.csv --organization SICA --edition "
        "2016-stockholm\n"
        "  roundtable submit observations.csv --organization ASEAN --dry-run\n"
        "  roundtable submit warehouse-export.csv --organization LAS --best-effort --format json\n"
        "  roundtable submit corrected.csv --organization COE --replaces laws-2016\n"
        "  my-export | roundtable submit - --organization CBSS --id cbss-2016-05\n"
        "  roundtable submit --organization MMI-LAC --nil 'Nothing happened this year.'\n",
    .program = &program,
    .run = run_submit,
};
