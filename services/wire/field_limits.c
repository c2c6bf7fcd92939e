#include "wire/field_limits.h"
#include "answer.pb-c.h"
#include "envelope.pb-c.h"
#include "wire/limits.h"
#include "wire/message.h"

struct field_limit {
    const ProtobufCMessageDescriptor *type;
    uint32_t number;
    size_t min, max;
};

/* Fields that are not listed have the general limit of their type. */
static const struct field_limit count_limits[] = {
    {&roundtable__submission__descriptor, 7, 0, SUBMISSION_ROWS_MAX},
    {&roundtable__law__descriptor, 6, 0, WIRE_LIST_CODES_MAX},
    {&roundtable__law__descriptor, 7, 0, WIRE_LIST_CODES_MAX},
    {&roundtable__strategy__descriptor, 8, 0, WIRE_LIST_CODES_MAX},
    {&roundtable__campaign__descriptor, 7, 0, WIRE_LIST_CODES_MAX},
    {&roundtable__regional_plan__descriptor, 6, 0, WIRE_LIST_CODES_MAX},
    {&roundtable__receipt__descriptor, 11, 0, SUBMISSION_ROWS_MAX},
    {&roundtable__receipt__descriptor, 12, 0, PROBLEMS_LISTED_MAX},
    {&roundtable__receipt__descriptor, 14, 0, PROBLEMS_LISTED_MAX},
    {&roundtable__forward__descriptor, 3, 0, PROBLEMS_LISTED_MAX},
    {&roundtable__forward__descriptor, 5, 0, PROBLEMS_LISTED_MAX},
    {&roundtable__reference__descriptor, 4, 0, WIRE_FILES_MAX},
    {&roundtable__reference_load__descriptor, 1, 0, WIRE_FILES_MAX},
    {&roundtable__reference_loaded__descriptor, 3, 0, PROBLEMS_LISTED_MAX},
    {&roundtable__facts_question__descriptor, 2, 0, WIRE_NAMED_MAX},
    {&roundtable__facts_question__descriptor, 6, 0, WIRE_WHERE_MAX},
    {&roundtable__edition_list__descriptor, 1, 0, WIRE_NAMED_MAX},
    {&roundtable__facts_answer__descriptor, 1, 0, WIRE_FACTS_MAX},
    {&roundtable__changes_answer__descriptor, 1, 0, WIRE_CHANGES_MAX},
};

static const struct field_limit size_limits[] = {
    {&roundtable__envelope__descriptor, 2, MESSAGE_ID_SIZE, MESSAGE_ID_SIZE},
    {&roundtable__submit__descriptor, 1, 0, SUBMISSION_BYTES_MAX},
    {&roundtable__forward__descriptor, 1, 0, SUBMISSION_BYTES_MAX},
    {&roundtable__receipt__descriptor, 3, DIGEST_SHA256_SIZE, DIGEST_SHA256_SIZE},
    {&roundtable__reference__descriptor, 2, DIGEST_SHA256_SIZE, DIGEST_SHA256_SIZE},
    {&roundtable__reference_file__descriptor, 2, 0, WIRE_FILE_BYTES_MAX},
    {&roundtable__facts_question__descriptor, 8, 0, WIRE_PAGE_BYTES_MAX},
    {&roundtable__facts_answer__descriptor, 2, 0, WIRE_PAGE_BYTES_MAX},
    {&roundtable__report__descriptor, 4, 0, WIRE_REPORT_BYTES_MAX},
    {&roundtable__report__descriptor, 5, DIGEST_SHA256_SIZE, DIGEST_SHA256_SIZE},
};

static const struct field_limit *find(const struct field_limit *limits, size_t n,
                                      const ProtobufCMessageDescriptor *type, uint32_t number)
{
    for (size_t i = 0; i < n; i++)
        if (limits[i].type == type && limits[i].number == number)
            return &limits[i];
    return NULL;
}

size_t field_count_max(const ProtobufCMessageDescriptor *type,
                       const ProtobufCFieldDescriptor *field)
{
    const struct field_limit *limit =
        find(count_limits, sizeof count_limits / sizeof *count_limits, type, field->id);

    return limit != NULL ? limit->max : WIRE_REPEATED_MAX;
}

void field_size_range(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
                      size_t *min, size_t *max)
{
    const struct field_limit *limit = NULL;

    if (field->type == PROTOBUF_C_TYPE_BYTES)
        limit = find(size_limits, sizeof size_limits / sizeof *size_limits, type, field->id);
    *min = limit != NULL ? limit->min : 0;
    *max = limit != NULL ? limit->max : WIRE_TEXT_BYTES_MAX;
}
