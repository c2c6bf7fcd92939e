#include "base/digest.h"
#include "base/text.h"
#include "support/test.h"

static void sha256_gives_the_published_values(void **state)
{
    uint8_t digest[DIGEST_SHA256_SIZE];
    char hex[2 * DIGEST_SHA256_SIZE + 1];

    (void)state;
    digest_sha256("abc", 3, digest); /* FIPS 180-4, example */
    text_hex_encode(digest, sizeof digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256(NULL, 0, digest);
    text_hex_encode(digest, sizeof digest, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* The key of up to three texts; "-" is an absent one, NULL none at all. */
static void key_of(const char *a, const char *b, const char *c, char hex[33])
{
    const char *const texts[] = {a, b, c};
    uint8_t key[DIGEST_KEY_SIZE];
    struct digest d;

    digest_init(&d);
    for (int i = 0; i < 3 && texts[i] != NULL; i++)
        digest_add_text(&d, strcmp(texts[i], "-") == 0 ? NULL : texts[i]);
    digest_take(&d, key);
    text_hex_encode(key, sizeof key, hex);
}

static void fields_do_not_run_into_each_other(void **state)
{
    char keys[6][33];

    (void)state;
    key_of("ab", "c", NULL, keys[0]);
    key_of("a", "bc", NULL, keys[1]);
    key_of("abc", NULL, NULL, keys[2]);
    key_of("abc", "", NULL, keys[3]);
    key_of("abc", "-", NULL, keys[4]);
    key_of("-", "abc", NULL, keys[5]);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(keys[i], keys[j]);
}

/* Computed apart, with Python: blake2b(bytes, digest_size=16) over the layout in digest.h. If this
 * changes, every key in every database is lost. */
static void keys_never_change(void **state)
{
    uint8_t key[DIGEST_KEY_SIZE];
    char hex[2 * DIGEST_KEY_SIZE + 1];
    struct digest d;

    (void)state;
    digest_init(&d);
    digest_add_text(&d, "KEN");
    digest_add_absent(&d);
    digest_add_int64(&d, -2);
    digest_add(&d, "", 0);
    digest_take(&d, key);
    text_hex_encode(key, sizeof key, hex);
    assert_string_equal(hex, "3bfed6a1e69399dabcd9fe48d6c9478b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_values),
        cmocka_unit_test(fields_do_not_run_into_each_other),
        cmocka_unit_test(keys_never_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
