#include "support/test.h"

#include "base/memory.h"
#include "base/text.h"
#include "reading.h"
#include <stdlib.h>

static const char *const seeds[] = {
    "iso3,title,stage,year,topics,settings,source\n"
    "ALB,\"Prohibition, \"\"in\"\" "
    "all\nsettings\",in_force,2010,corporal_punishment,home;schools,a\n"
    "AND,Prohibition,in_force,2014,corporal_punishment,home,b\n",
    "DATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,HEAD_OF_HOUSE,TIME_PERIOD,OBS_VALUE,"
    "UNIT_MULT,OBS_FOOTNOTE,SOURCE_LINK\n"
    "D,NPL: Nepal,PT_X: a,_T: Total,2019,1.5,0,\"one\ntwo\",http://x\nD,NPL,PT_X,F,2019,NaN,3,,\n",
    "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\n"
    "dataflow,X:Y(1.0),D,NPL,PT,2019,1\ndataflow,X:Y(1.0),I,NPL,PT,2019,1\n",
    "{\"rows\":[{\"kind\":\"law\",\"topics\":[\"a\",1.5e-3],\"title\":\"\\u00e9\"},{\"kind\":null}]"
    "}",
    "{\"kind\":\"law\",\"title\":\"A\"}\n{\"kind\":\"observation\",\"value\":28.257}\n[1]\n",
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Change a few bytes: replace, delete, insert, or cut off. */
static size_t mutate(char *text, size_t size, size_t capacity, uint64_t *random)
{
    static const char telling[] = ",;\t\"\n\r{}[]:\\\0\xFF\xC3 0eN";

    for (uint64_t n = next_random(random) % 6 + 1; n > 0 && size > 1; n--) {
        size_t at = next_random(random) % size;
        char c = telling[next_random(random) % (sizeof telling - 1)];
        switch (next_random(random) % 4) {
        case 0: text[at] = c; break;
        case 1: memmove(text + at, text + at + 1, --size - at); break;
        case 2:
            if (size < capacity) {
                memmove(text + at + 1, text + at, size++ - at);
                text[at] = c;
            }
            break;
        default: size = n == 1 ? at + 1 : size;
        }
    }
    return size;
}

/* Whatever is read holds to the contract: records are UTF-8 of their kind, problems have a row, a
 * code and a sentence. */
static void check_row(const struct reader_row *row)
{
    if (row->usable) {
        const struct kind_table *table = kind_table(row->record.kind);
        for (size_t f = 0; f < table->n_fields; f++) {
            struct value value = row->record.values[f];
            assert_true(value.text == NULL || (value.len > 0 && value.len == strlen(value.text)));
            assert_true(value.text == NULL || text_utf8_valid(value.text, value.len));
        }
    } else {
        assert_true(row->n_problems > 0);
    }
    for (size_t i = 0; i < row->n_problems; i++) {
        assert_int_equal(row->problems[i].row, row->row);
        assert_true(row->problems[i].code[0] != '\0' && row->problems[i].message[0] != '\0');
        assert_true(text_utf8_valid(row->problems[i].value, strlen(row->problems[i].value)));
    }
}

static void readers_survive_whatever_they_are_given(void **state)
{
    uint64_t random = 20160530;
    size_t rows = 0, refused = 0;
    (void)state;

    for (int round = 0; round < 8000; round++) {
        char text[1024];
        const char *seed = seeds[round % 5];
        size_t size = strlen(seed);
        memcpy(text, seed, size);
        size = mutate(text, size, sizeof text, &random);
        struct reading r;
        enum status status = reading_open(&r, "x", NULL, text, size);
        while (status == STATUS_OK && (status = reading_next(&r)) == STATUS_OK && !r.row.end) {
            check_row(&r.row);
            rows++;
        }
        assert_true(status == STATUS_OK || status == STATUS_INVALID);
        assert_true(status == STATUS_OK || r.err.text[0] != '\0');
        refused += status == STATUS_INVALID;
        reading_finish(&r);
    }
    assert_true(rows > 1000 && refused > 1000); /* both ways were tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_survive_whatever_they_are_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
