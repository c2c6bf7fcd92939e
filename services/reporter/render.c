/* render - see render.h. */
#include "reporter/render.h"

#include <string.h>

void render(const struct document *document, enum report_format format, struct buffer *out)
{
    typedef void render_fn(const struct document *document, struct buffer *out);
    static render_fn *const renderers[] = {
        [REPORT_JSON] = render_json,
        [REPORT_CSV] = render_csv,
        [REPORT_TEXT] = render_text,
        [REPORT_HTML] = render_html,
    };

    renderers[format](document, out);
}

const char *render_amount(struct arena *arena, const struct document_figure *figure)
{
    size_t size = strlen(figure->unit);
    bool one =
        figure->mean == NULL && figure->count == 1 && size > 0 && figure->unit[size - 1] == 's';

    if (figure->value == NULL)
        return "withheld";
    return arena_printf(arena, "%s %.*s", figure->value, (int)(one ? size - 1 : size),
                        figure->unit);
}

const char *render_claim(struct arena *arena, const struct provenance *provenance)
{
    if (provenance->organization == NULL)
        return "";
    if (provenance->submission_id == NULL)
        return arena_text(arena, provenance->organization);
    return arena_printf(arena, "%s %s, row %u", provenance->organization, provenance->submission_id,
                        provenance->row);
}
