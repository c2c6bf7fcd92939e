/* seeds - writes inputs for the fuzz targets: fuzz_seeds DIRECTORY makes DIRECTORY/<target>/<name>.
 * What can be made again (every kind of message, the sample files in each form, hostile inputs too
 * large to keep) is made here, instead of being kept in corpus/. */
#include "base/file.h"
#include "client/reader.h"
#include "envelope.pb-c.h"
#include "fuzz.h"
#include "sample.h"
#include "wire/message.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FILE_BYTES_MAX = 16 << 20,
    FEW_ROWS = 12,
    BODIES_FIRST = 10,
    BODIES_END = 100,
    VARIANTS = 5
};
enum {
    REQUEST_BYTES = 4 << 20,
    ROWS_BYTES = 2 << 20,
    SUBMISSION_ROWS_FIELD = 7,
    LAW_MEMBER = 11,
    LAW_TOPICS_FIELD = 6
};

struct seeds {
    const char *directory;
    unsigned written;
};

static void must(enum status status, const struct error *err)
{
    if (status != STATUS_OK) {
        fprintf(stderr, "%s\n", err->text);
        exit(1);
    }
}

/* A seed of the target; the buffer is cleared for the next one. */
static void save(struct seeds *seeds, const char *target, const char *name, struct buffer *content)
{
    OWNED_TEXT folder = xasprintf("%s/%s", seeds->directory, target);
    OWNED_TEXT path = xasprintf("%s/%s", folder, name);
    struct error err = {0};

    (void)mkdir(folder, 0755);
    must(file_write_atomically(path, content->bytes, content->used, 0644, &err), &err);
    seeds->written++;
    buffer_clear(content);
}

static void save_text(struct seeds *seeds, const char *target, const char *name, const char *text)
{
    SCOPED(buffer) content = {0};

    buffer_append_text(&content, text);
    save(seeds, target, name, &content);
}

/* For both targets that read submissions. */
static void save_submission(struct seeds *seeds, const char *name, struct buffer *content)
{
    SCOPED(buffer) copy = {0};

    buffer_append(&copy, content->bytes, content->used);
    save(seeds, "submission", name, &copy);
    save(seeds, "check", name, content);
}

/* One of each kind of message, full (with each member of its oneofs) and with an empty body. */
static void write_messages(struct seeds *seeds)
{
    SCOPED(buffer) content = {0};

    for (unsigned body = BODIES_FIRST; body < BODIES_END; body++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(&roundtable__envelope__descriptor, body);

        if (field == NULL)
            continue;
        for (unsigned variant = 0; variant < VARIANTS; variant++) {
            OWNED_TEXT name = xasprintf("%s-%u", field->name, variant);

            sample_envelope(body, variant, &content);
            save(seeds, "message", name, &content);
        }
        OWNED_TEXT empty = xasprintf("%s-empty", field->name);
        sample_empty_envelope(body, &content);
        save(seeds, "message", empty, &content);
    }
    sample_submission(&content);
    save_submission(seeds, "every-kind", &content);
}

/* Many times the same field, up to size bytes: sub-messages that take memory, or CPU when they are
 * merged. */
static void repeat(struct buffer *out, unsigned field, const char *element, size_t size)
{
    while (out->used + strlen(element) + 8 < size)
        put_text(out, field, element);
}

/* What public sockets may be sent by whoever wants to end the service or keep it busy. */
static void write_bombs(struct seeds *seeds)
{
    static const unsigned bodies[] = {10, 12, 20, 41};
    SCOPED(buffer) content = {0};
    SCOPED(buffer) inner = {0};

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        OWNED_TEXT name = xasprintf("bomb-body-%u-twice-and-again", bodies[i]);

        put_envelope(&content);
        repeat(&content, bodies[i], "", REQUEST_BYTES);
        save(seeds, "message", name, &content);
    }
    for (unsigned field = 1; field <= 8; field++) {
        OWNED_TEXT name = xasprintf("bomb-submission-field-%u", field);

        repeat(&content, field, "", ROWS_BYTES);
        save_submission(seeds, name, &content);
    }
    repeat(&inner, LAW_TOPICS_FIELD, "", 1 << 20); /* a million empty codes in one row */
    put_sized(&content, LAW_MEMBER, inner.bytes, inner.used);
    buffer_clear(&inner);
    put_sized(&inner, SUBMISSION_ROWS_FIELD, content.bytes, content.used);
    save_submission(seeds, "bomb-codes", &inner);
    while (inner.used < REQUEST_BYTES)
        buffer_append(&inner, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9);
    save(seeds, "message", "bomb-varint", &inner);
    while (inner.used < REQUEST_BYTES)
        put_number(&inner, 2000, 1);
    save(seeds, "message", "bomb-unknown-fields", &inner);
}

/* Rows in the text form of the target check. */
static void write_text_rows(struct seeds *seeds, const char *name, const struct submission *rows)
{
    OWNED_TEXT text = xasprintf("%s-text", name);
    SCOPED(buffer) content = {0};

    for (size_t i = 0; i < rows->n_rows; i++) {
        const struct kind_table *table = kind_table(rows->rows[i].kind);

        buffer_printf(&content, ">%s\n", table->name);
        for (size_t f = 0; f < table->n_fields; f++) {
            const char *value = rows->rows[i].values[f].text;

            buffer_printf(&content, "%s\n", value != NULL ? value : "");
        }
    }
    save(seeds, "check", text, &content);
}

/* Rows of a sample file as the submission that `roundtable submit` makes of it. */
static void write_sample_submission(struct seeds *seeds, const char *path, const char *name,
                                    size_t most)
{
    OWNED(arena) arena = arena_create(0);
    OWNED(reader) reader = NULL;
    SCOPED(buffer) content = {0};
    struct record *rows = xcalloc(most, sizeof *rows);
    struct submission submission = {.organization = "SACG", .id = name, .rows = rows};
    struct reader_options options = {.name = path};
    struct error err = {0};
    struct reader_row row;
    FILE *in = fopen(path, "r");

    REQUIRE(in != NULL);
    must(reader_open(in, &options, &reader, &err), &err);
    while (submission.n_rows < most) {
        must(reader_next(reader, arena, &row, &err), &err);
        if (row.end)
            break;
        if (row.usable)
            rows[submission.n_rows++] = row.record;
    }
    if (most <= FEW_ROWS)
        write_text_rows(seeds, name, &submission);
    submission_pack(&submission, &content);
    save_submission(seeds, name, &content);
    free(rows);
    fclose(in);
}

/* Each sample file as it is, and as a submission, of a few rows and of all. */
static void write_samples(struct seeds *seeds)
{
    struct error err = {0};
    glob_t found;

    REQUIRE(glob(FUZZ_SAMPLE "/*/*/*.csv", 0, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        OWNED_TEXT few = xasprintf("sample-%zu-few", i);
        OWNED_TEXT all = xasprintf("sample-%zu", i);
        SCOPED(buffer) content = {0};

        buffer_printf(&content, "%s\n", strrchr(path, '/') + 1);
        must(file_read(path, FILE_BYTES_MAX, &content, &err), &err);
        save(seeds, "reader", all, &content);
        write_sample_submission(seeds, path, few, FEW_ROWS);
        write_sample_submission(seeds, path, all, SUBMISSION_ROWS_MAX);
    }
    globfree(&found);
}

/* The files that we ship, in the form that the target takes. */
static void write_reference(struct seeds *seeds)
{
    static const char *const patterns[] = {FUZZ_REFERENCE "/*.csv", FUZZ_REFERENCE "/*/*.csv"};
    SCOPED(buffer) set = {0};
    struct error err = {0};

    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        glob_t found;

        REQUIRE(glob(patterns[p], 0, NULL, &found) == 0);
        for (size_t i = 0; i < found.gl_pathc; i++) {
            buffer_printf(&set, "=== %s\n", found.gl_pathv[i] + strlen(FUZZ_REFERENCE "/"));
            must(file_read(found.gl_pathv[i], FILE_BYTES_MAX, &set, &err), &err);
        }
        globfree(&found);
    }
    save(seeds, "reference", "shipped", &set);
}

/* Files as data warehouses and people make them. */
static void write_files(struct seeds *seeds)
{
    save_text(
        seeds, "reader", "sdmx-1",
        "data.csv\nDATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,SEX:Sex,TIME_PERIOD:Time"
        " period,OBS_VALUE:Value,UNIT_MULTIPLIER:Mult,FREQ_COLL:x,OBS_FOOTNOTE:Footnote,SOURCE_"
        "LINK:"
        "Link\nUNICEF:CP(1.0),AFG: Afghanistan,PT_F_20-24_MRD_U18: Married,F: "
        "Female,2017,28.257,0: "
        "Units,A,\"two\nlines, \"\"quoted\"\"\",https://example.org\n");
    save_text(seeds, "reader", "sdmx-2",
              "x.csv\nSTRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,HEAD_OF_HOUSE,"
              "OBS_VALUE,"
              "LOWER_BOUND,OBS_STATUS\ndataflow,UNICEF:CP(1.0),I,AFG,X,2017,_T,NaN,,O\ndataflow,U,"
              "D,AFG,X,2"
              "017,M,(29.5),1,A\n");
    save_text(seeds, "reader", "json",
              "mix.json\n{\"rows\": [{\"kind\": \"law\", \"ref_area\": \"AFG\", \"title\": "
              "\"T\\u00e9\", \""
              "topics\": [\"a\", \"b\"], \"date\": 2015, \"x\": {}}, {\"kind\": \"observation\", "
              "\"value\": 2"
              "8.257, \"lower\": 1e-7, \"upper\": -1.5e300, \"sex\": null}, {\"kind\": "
              "\"strategy\", \"in_de"
              "velopment_plan\": true}, 5]}\n");
    save_text(seeds, "reader", "json-lines",
              "law:mix.jsonl\n{\"ref_area\": \"AFG\", \"title\": \"T\"}\n\n{\"kind\": \"survey\", "
              "\"number\":"
              " 9007199254740993}\n[1]\nnot json\n");
    save_text(seeds, "reader", "spreadsheet",
              "laws.csv\n\xEF\xBB\xBFiso3;title;stage;date;topics;remark\r\nAFG;\"a "
              "\"\"b\"\";\r\n\";adopted"
              ";30/05/2016;a;b;c\r\nBGD;t;in_force;2015;;;;\r\nBGD;t\r\n\r\nNPL;\xE9;x;y;;\r\n");
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const struct kind_table *table = kind_table((enum kind)kind);
        SCOPED(buffer) content = {0};

        buffer_printf(&content, "%s:-\n", table->name);
        for (size_t f = 0; f < table->n_fields; f++)
            buffer_printf(&content, "%s%s", f > 0 ? "," : "", table->fields[f].name);
        buffer_append_char(&content, '\n');
        for (size_t f = 0; f < table->n_fields; f++)
            buffer_printf(&content, "%s\"%zu\"", f > 0 ? "," : "", f);
        save(seeds, "reader", table->name, &content);
    }
}

/* JSON that is deep, long, or one endless line. */
static void write_file_bombs(struct seeds *seeds)
{
    SCOPED(buffer) content = {0};

    buffer_append_text(&content, "x.json\n");
    while (content.used < 4 << 20)
        buffer_append_char(&content, '[');
    save(seeds, "reader", "bomb-json-deep", &content);
    buffer_append_text(&content, "law:x.jsonl\n");
    while (content.used < 1 << 20)
        buffer_append_text(&content, "{\"title\":[5]}\n");
    save(seeds, "reader", "bomb-json-problems", &content);
    buffer_append_text(&content, "laws.csv\niso3,title,stage,date\n");
    while (content.used < 2 << 20)
        buffer_append_text(&content, "\"\"\"\"");
    save(seeds, "reader", "bomb-csv-quotes", &content);
    buffer_append_text(&content, "laws.csv\niso3,title,stage,date");
    for (unsigned i = 0; i < 250; i++)
        buffer_printf(&content, ",c%u", i);
    while (content.used < 1 << 20)
        buffer_append_text(&content, "\nAFG,t,s,2015,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\xFF");
    save(seeds, "reader", "bomb-csv-columns", &content);
}

/* The kinds that no sample file is about. */
static void write_rows(struct seeds *seeds)
{
    save_text(seeds, "check", "rows",
              ">survey\nAfghanistan\nMICS 2015\nMICS\n2014-12\n2015-03-31\ntwo "
              "stages\n12000\nNSO\nyes\nhttps:"
              "//"
              "example.org\n\nsource\n>campaign\n\nTitle\n2015\n2016\n5000\nparents\nonline;"
              "bullying\n\n\n"
              "source\n>child_led_initiative\nNPL\nTitle\n2015-01-01\n2015-02\n\n\nsource\n>"
              "regional_plan\nTi"
              "tle\n2015\non_or_before\n2015\n2020\n16.2;5.3\n\n\nsource\n>global_"
              "initiative\nbtn\nhigh_time\n20"
              "15-06-01\n\n\nsource\n");
    save_text(seeds, "check", "mistakes",
              ">observation\n004\nPT_F_20-24_MRD_U18\n2017\nF\nY20T24\n\n\n\n\n\n(29.5)\n%"
              "\n30\n20\n1.5\n-"
              "3\nA\nF\n\n\n\n>observation\nAFG\nPT_F_20-24_MRD_"
              "U18\n2017\nF\nY20T24\n\n\n\n\n\n129\nPCNT\n30"
              "\n20\n\n\nM\nC\n\n\n\n>law\nAtlantis\n\nadopted\n2015-02-29\nsoon\nx;y\n\n>treaty_"
              "action\nAFG"
              "\nOPSC\nsignature\n1999\n\n1998\n\n\n\n>treaty_"
              "action\nAFG\nOPSC\nsignature\n2999\n\n\n\n\n\n");
}

static void write_settings(struct seeds *seeds)
{
    save_text(seeds, "settings", "flags",
              "--int=5\n--any-int\n-9223372036854775808\n--no-bool\n--colour\ngreen\n--endpoint="
              "tcp://[::1]:*"
              "\n--path=/x\n--wait=90s\n--region=a\n--region\nb\nfile\n--\n--not-a-flag\n");
    save_text(
        seeds, "settings", "variables",
        "$ROUNDTABLE_FUZZ_INT=70000\n$ROUNDTABLE_FUZZ_BOOL=on\n$ROUNDTABLE_FUZZ_REGION=a,,b\n$"
        "ROUNDTABL"
        "E_FUZZ_NUMBER=1,9\n$ROUNDTABLE_FUZZ_WAIT=24h\n$ROUNDTABLE_FUZZ_ENDPOINT=ipc:///x\nfile\n");
    save_text(seeds, "settings", "wrong",
              "--wait=9223372036854775807d\n--int=00\n--colours\n-x\n--help\n--version\n");
}

static void write_values(struct seeds *seeds)
{
    static const char *const texts[] = {"28.257",
                                        "-29.5",
                                        "(29.5)",
                                        "12,5",
                                        "1e3",
                                        "<5",
                                        "n/a",
                                        "9223372036.854775807",
                                        "-9223372036.8547758075",
                                        "0.00000000050000000001",
                                        "2016-05-30\non_or_before",
                                        "2016-02-29\non",
                                        "2015",
                                        "2200-12-31\n",
                                        "1800-01\non_or_before",
                                        "2015-02-29",
                                        "2016-05-30T12:00:00.123456Z",
                                        "2016-05-30T23:59:60+14:00",
                                        "0001-01-01T00:00:00-00:01",
                                        "-9223372036854775808",
                                        "007"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        OWNED_TEXT name = xasprintf("text-%zu", i);

        save_text(seeds, "values", name, texts[i]);
    }
    save_text(seeds, "copy_text", "escapes",
              "\x08"
              "a\tb\\N\n\\.\r{\"x\"}");
    save_text(seeds, "copy_text", "list",
              "\x04"
              "home;a\"b;c\\d;;{e},f");
    save_text(seeds, "csv", "quotes",
              "\x01"
              "a,\"b\"\"c\",\"d\r\ne\"\r\n,\"\",\r\n\"x");
    save_text(seeds, "csv", "semicolons",
              "\x04"
              "a;b\tc\rd;;\n\n;\"\n\"");
}

int main(int argc, char **argv)
{
    struct seeds seeds = {.directory = argc == 2 ? argv[1] : NULL};

    if (argc != 2) {
        fprintf(stderr, "usage: fuzz_seeds DIRECTORY\n");
        return 2;
    }
    (void)mkdir(seeds.directory, 0755);
    write_messages(&seeds);
    write_bombs(&seeds);
    write_samples(&seeds);
    write_reference(&seeds);
    write_files(&seeds);
    write_file_bombs(&seeds);
    write_rows(&seeds);
    write_settings(&seeds);
    write_values(&seeds);
    printf("%u seeds written\n", seeds.written);
    return 0;
}
