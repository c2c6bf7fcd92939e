/* check_values - reading single values. A value like the one before it in the same field costs a
 * comparison; only what is new is looked up, and only what is wrong or not canonical takes memory.
 */
#include "base/text.h"
#include "model/check_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODES_MAX = 64, LISTED_CODES_MAX = 16 };

typedef bool read_fn(struct checking *c, size_t field, struct value *value, struct parsed *ret);

static const struct field *field_of(const struct checking *c, size_t field)
{
    return &c->table->fields[field];
}

/* The value becomes text, if it is not already. */
static void become(struct checking *c, struct value *value, const char *text)
{
    if (strcmp(value->text, text) != 0)
        *value = check_keep(c, text, strlen(text));
}

/* Searching for what was meant. */
struct nearest {
    char wanted[64]; /* in lower case; empty: do not search */
    size_t distance;
    const char *answer;
};

static void fold(const char *text, char ret[64])
{
    size_t i = 0;

    for (; text[i] != '\0' && i < 63; i++)
        ret[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
    ret[i] = '\0';
}

static struct nearest nearest_to(struct checking *c, struct value value)
{
    struct nearest nearest = {.distance = value.len / 3 + 1};

    if (c->suggestions_left > 0 && value.len < sizeof nearest.wanted) {
        c->suggestions_left--;
        fold(value.text, nearest.wanted);
    }
    return nearest;
}

static void offer(struct nearest *nearest, const char *text, const char *answer)
{
    char folded[64];
    size_t wanted = strlen(nearest->wanted), size = text == NULL ? 0 : strlen(text);
    size_t apart = size > wanted ? size - wanted : wanted - size;

    if (wanted == 0 || size == 0 || size >= sizeof folded || apart >= nearest->distance)
        return;
    fold(text, folded);
    size_t distance = text_distance(nearest->wanted, folded);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->answer = answer;
    }
}

/* "; did you mean ratification?" or nothing. */
static const char *suggestion(const struct nearest *nearest, char ret[128])
{
    if (nearest->answer == NULL)
        return "";
    snprintf(ret, 128, "; did you mean %.100s?", nearest->answer);
    return ret;
}

static bool read_area(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    const struct area *area = reference_area(c->reference, value->text, value->len);
    struct nearest nearest;
    char more[128];
    size_t n;

    (void)ret;
    if (area != NULL) {
        become(c, value, area->iso3);
        return true;
    }
    const struct area *areas = reference_areas(c->reference, &n);
    nearest = nearest_to(c, *value);
    for (size_t i = 0; i < n; i++) {
        offer(&nearest, areas[i].name_en, areas[i].name_en);
        offer(&nearest, areas[i].name_fr, areas[i].name_fr);
        offer(&nearest, areas[i].name_es, areas[i].name_es);
    }
    check_problem(
        c, field, PROBLEM_UNKNOWN_AREA,
        "no State or area has this code or name: write its ISO 3166 alpha-3 code, such as PER%s",
        suggestion(&nearest, more));
    return false;
}

static bool read_instrument(struct checking *c, size_t field, struct value *value,
                            struct parsed *ret)
{
    char more[128];
    size_t n;

    ret->instrument = reference_instrument(c->reference, value->text, value->len);
    if (ret->instrument != NULL) {
        become(c, value, ret->instrument->code);
        return true;
    }
    const struct instrument *instruments = reference_instruments(c->reference, &n);
    struct nearest nearest = nearest_to(c, *value);
    for (size_t i = 0; i < n; i++) {
        struct text_span rest = text_span_of(
                             instruments[i].aliases == NULL ? "" : instruments[i].aliases),
                         part;
        offer(&nearest, instruments[i].code, instruments[i].code);
        while (text_split(&rest, ';', &part)) {
            char alias[64];
            snprintf(alias, sizeof alias, "%.*s", (int)part.size, part.start);
            offer(&nearest, alias, instruments[i].code);
        }
    }
    check_problem(c, field, PROBLEM_UNKNOWN_INSTRUMENT,
                  "the reference data has no such instrument%s", suggestion(&nearest, more));
    return false;
}

static bool read_indicator(struct checking *c, size_t field, struct value *value,
                           struct parsed *ret)
{
    char more[128];
    size_t n;

    ret->indicator = reference_indicator(c->reference, value->text, value->len);
    if (ret->indicator != NULL) {
        become(c, value, ret->indicator->code);
        return true;
    }
    const struct indicator *indicators = reference_indicators(c->reference, &n);
    struct nearest nearest = nearest_to(c, *value);
    for (size_t i = 0; i < n; i++)
        offer(&nearest, indicators[i].code, indicators[i].code);
    check_problem(c, field, PROBLEM_UNKNOWN_INDICATOR,
                  "the reference data has no indicator of this code%s", suggestion(&nearest, more));
    return false;
}

/* What the codelist takes, if that is not too much to say: ": on, on_or_before". */
static const char *list_codes(const struct code *codes, size_t n, char ret[512])
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < n && n <= LISTED_CODES_MAX && used < 480; i++)
        used += (size_t)snprintf(ret + used, 512 - used, "%s%.64s", i == 0 ? ": it takes " : ", ",
                                 codes[i].code);
    return ret;
}

static void refuse_code(struct checking *c, size_t field, struct value value)
{
    const char *list = field_of(c, field)->codelist;
    struct nearest nearest = nearest_to(c, value);
    char more[128], codes_listed[512], shown[PROBLEM_VALUE_MAX + 4];
    size_t n;
    const struct code *codes = reference_codes(c->reference, list, &n);

    for (size_t i = 0; i < n; i++) {
        if (value.len >= 3) /* of shorter ones each is close to each */
            offer(&nearest, codes[i].code, codes[i].code);
        offer(&nearest, codes[i].name, codes[i].code);
    }
    check_problem(c, field, PROBLEM_UNKNOWN_CODE, "'%s' is not in the codelist %s%s%s",
                  problem_show(value, shown), list, list_codes(codes, n, codes_listed),
                  suggestion(&nearest, more));
}

static bool read_code(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    const struct code *code =
        reference_code(c->reference, field_of(c, field)->codelist, value->text, value->len);

    (void)ret;
    if (code == NULL) {
        refuse_code(c, field, *value);
        return false;
    }
    become(c, value, code->code);
    return true;
}

static int compare_codes(const void *a, const void *b)
{
    const struct code *const *x = a, *const *y = b;

    return strcmp((*x)->code, (*y)->code);
}

/* Sorted and distinct, with ';' between them. */
static void join_codes(struct checking *c, const struct code **codes, size_t n, struct value *value)
{
    char joined[CODES_MAX * 66];
    size_t used = 0;

    qsort(codes, n, sizeof *codes, compare_codes);
    joined[0] = '\0';
    for (size_t i = 0; i < n; i++)
        if (i == 0 || codes[i] != codes[i - 1])
            used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%.64s",
                                     used == 0 ? "" : ";", codes[i]->code);
    become(c, value, joined);
}

static bool read_codes(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    struct text_span rest = {value->text, value->len}, part;
    const struct code *codes[CODES_MAX];
    size_t n = 0;
    bool good = true;

    (void)ret;
    while (text_split(&rest, ';', &part)) {
        struct text_span text = text_trim(part.start, part.size);
        if (text.size == 0)
            continue;
        const struct code *code =
            reference_code(c->reference, field_of(c, field)->codelist, text.start, text.size);
        if (code == NULL)
            refuse_code(c, field, check_keep(c, text.start, text.size));
        else if (n < CODES_MAX)
            codes[n++] = code;
        else
            check_problem(c, field, PROBLEM_TOO_LONG, "it takes at most %d codes", CODES_MAX);
        good = good && code != NULL && n <= CODES_MAX;
    }
    if (good && n > 0)
        join_codes(c, codes, n, value);
    else if (good)
        *value = (struct value){0};
    return good;
}

static bool read_date(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    struct error err;

    if (when_parse(value->text, value->len, NULL, &ret->when, &err) != STATUS_OK) {
        check_problem(c, field, PROBLEM_NOT_A_DATE, "%s", err.text);
        return false;
    }
    if (ret->when.last < day_of(1900, 1, 1)) {
        check_problem(c, field, PROBLEM_IMPOSSIBLE_DATE,
                      "dates before 1900 are not taken: is the year right?");
        return false;
    }
    return true;
}

/* Is the number written as decimal_format_exact does? */
static bool is_exact(struct value value)
{
    const char *digits = value.text + (value.text[0] == '-');
    const char *point = memchr(value.text, '.', value.len);
    const char *end = value.text + value.len;

    if (digits[0] == '0' && digits + 1 != end && digits[1] != '.')
        return false;
    if (point == NULL)
        return digits == value.text || digits[0] != '0'; /* not "-0" */
    return end[-1] != '0' && end - point <= 10;
}

static bool read_decimal(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    char text[DECIMAL_TEXT_SIZE];
    struct error err;

    if (decimal_parse(value->text, value->len, &ret->number, &err) != STATUS_OK) {
        check_problem(c, field, PROBLEM_NOT_A_NUMBER, "%s", err.text);
        return false;
    }
    if (!is_exact(*value))
        become(c, value, decimal_format_exact(ret->number, text));
    return true;
}

static bool read_whole(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    if (!read_decimal(c, field, value, ret))
        return false;
    if (ret->number >= 0 && ret->number % DECIMAL_ONE == 0)
        return true;
    check_problem(c, field, PROBLEM_NOT_WHOLE,
                  "it counts people or cases: write a whole number that is not negative");
    return false;
}

static bool read_text(struct checking *c, size_t field, struct value *value, struct parsed *ret)
{
    (void)c;
    (void)field;
    (void)value;
    (void)ret;
    return true;
}

static read_fn *const READERS[] = {
    [FIELD_AREA] = read_area,           [FIELD_INSTRUMENT] = read_instrument,
    [FIELD_INDICATOR] = read_indicator, [FIELD_CODE] = read_code,
    [FIELD_CODES] = read_codes,         [FIELD_DATE] = read_date,
    [FIELD_DECIMAL] = read_decimal,     [FIELD_WHOLE] = read_whole,
    [FIELD_TEXT] = read_text,           [FIELD_LONG_TEXT] = read_text,
};

/* Can it be text of this field at all? */
static bool check_text(struct checking *c, size_t i, struct value value)
{
    const struct field *field = field_of(c, i);
    bool one_line = field->type != FIELD_LONG_TEXT;

    if (value.len > field->max_bytes) {
        check_problem(c, i, PROBLEM_TOO_LONG, "it has %u bytes, but %s takes at most %zu",
                      value.len, field->name, field->max_bytes);
        return false;
    }
    if (text_printable(value.text, value.len, one_line ? TEXT_ONE_LINE : TEXT_MANY_LINES))
        return true;
    if (!text_utf8_valid(value.text, value.len))
        check_problem(c, i, PROBLEM_NOT_TEXT,
                      "it is not UTF-8: save the file as UTF-8 and send it again");
    else if (one_line && text_printable(value.text, value.len, TEXT_MANY_LINES))
        check_problem(c, i, PROBLEM_NOT_TEXT, "%s is one line: remove line breaks and tabs",
                      field->name);
    else
        check_problem(
            c, i, PROBLEM_NOT_TEXT,
            "it holds a control character or one that changes the direction of text: remove it");
    return false;
}

static void trim(struct checking *c, struct value *value)
{
    struct text_span text = text_trim(value->text, value->len);

    if (text.size == value->len)
        return;
    *value = text.size == 0 ? (struct value){0} : check_keep(c, text.start, text.size);
}

static void check_absent(struct checking *c, size_t i)
{
    const struct field *field = field_of(c, i);

    if (field->fallback != NULL)
        c->row->values[i] =
            (struct value){.text = field->fallback, .len = (uint32_t)strlen(field->fallback)};
    else if (field->required)
        check_problem(c, i, PROBLEM_MISSING, "every %s needs its %s: %s", c->table->name,
                      field->name, field->meaning);
}

void check_value(struct checking *c, size_t field)
{
    struct value *value = &c->row->values[field];
    struct memo *memo = &c->memos[c->table->kind][field];
    struct value raw = *value;

    c->parsed[field].good = false;
    if (raw.text != NULL && raw.len > 0 && raw.len == memo->raw.len
        && memcmp(raw.text, memo->raw.text, raw.len) == 0) {
        *value = memo->canonical;
        c->parsed[field] = memo->parsed;
        return;
    }
    if (raw.text != NULL && raw.len > 0)
        trim(c, value);
    if (!check_has(c, field)) {
        *value = (struct value){0};
        check_absent(c, field);
        return;
    }
    if (!check_text(c, field, *value)
        || !READERS[field_of(c, field)->type](c, field, value, &c->parsed[field]))
        return;
    c->parsed[field].good = true;
    *memo = (struct memo){.raw = raw, .canonical = *value, .parsed = c->parsed[field]};
}
