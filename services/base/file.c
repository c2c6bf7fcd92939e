#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define OWNED_FD __attribute__((cleanup(close_fd))) int

/* Read to the end of fd, one byte over the limit at most. */
static enum status read_all(int fd, const char *path, size_t max_bytes, struct buffer *ret,
                            struct error *err)
{
    enum { STEP = 65536 };
    size_t total = 0;

    for (;;) {
        size_t wanted = max_bytes - total < STEP ? max_bytes - total + 1 : STEP;
        ssize_t size;

        buffer_reserve(ret, wanted);
        size = read(fd, ret->bytes + ret->used, wanted);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set(err, STATUS_FAILED, "read '%s': %s", path, strerror(errno));
        if (size == 0)
            return STATUS_OK;
        if ((size_t)size > max_bytes - total)
            return error_set(err, STATUS_INVALID, "'%s' is larger than %zu bytes", path, max_bytes);
        total += (size_t)size;
        ret->used += (size_t)size;
    }
}

/* private_only: refuse what others may read or write. */
static enum status open_and_read(const char *path, bool private_only, size_t max_bytes,
                                 struct buffer *ret, struct error *err)
{
    /* Not blocking, so that a pipe that somebody put there cannot stop us before fstat. */
    OWNED_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    size_t before = ret->used;
    struct stat about;
    enum status status;

    if (fd < 0 || fstat(fd, &about) != 0)
        return error_set(err, STATUS_FAILED, "open '%s': %s", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return error_set(err, STATUS_INVALID, "'%s' is not a regular file", path);
    if (private_only && (about.st_mode & 077) != 0)
        return error_set(err, STATUS_INVALID,
                         "'%s' holds a secret but others may use it (mode %04o): chmod 600", path,
                         (unsigned)about.st_mode & 07777u);
    status = read_all(fd, path, max_bytes, ret, err);
    if (status != STATUS_OK)
        ret->used = before;
    return status;
}

enum status file_read(const char *path, size_t max_bytes, struct buffer *ret, struct error *err)
{
    return open_and_read(path, false, max_bytes, ret, err);
}

enum status file_read_secret(const char *path, size_t max_bytes, struct buffer *ret,
                             struct error *err)
{
    /* All at once, so that no growth leaves a copy behind in freed memory. */
    buffer_reserve(ret, (max_bytes < 65536 ? max_bytes : 65536) + 1);
    return open_and_read(path, true, max_bytes, ret, err);
}

static enum status write_all(int fd, const uint8_t *bytes, size_t size, const char *path,
                             struct error *err)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_set(err, STATUS_FAILED, "write '%s': %s", path, strerror(errno));
        bytes += written;
        size -= (size_t)written;
    }
    return STATUS_OK;
}

/* Create path, which must not exist, with the bytes, on disk when this returns. */
static enum status write_new(const char *path, const void *bytes, size_t size, mode_t mode,
                             struct error *err)
{
    OWNED_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum status status;

    if (fd < 0)
        return error_set(err, STATUS_FAILED, "create '%s': %s", path, strerror(errno));
    status = write_all(fd, bytes, size, path, err);
    if (status != STATUS_OK)
        return status;
    if (fchmod(fd, mode) != 0)
        return error_set(err, STATUS_FAILED, "chmod '%s': %s", path, strerror(errno));
    if (fsync(fd) != 0)
        return error_set(err, STATUS_FAILED, "fsync '%s': %s", path, strerror(errno));
    return STATUS_OK;
}

/* The folder that path is in: "." if it names none. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return xstrdup(".");
    return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

static enum status sync_folder(const char *path, struct error *err)
{
    OWNED_TEXT folder = folder_of(path);
    OWNED_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0)
        return error_set(err, STATUS_FAILED, "fsync folder '%s': %s", folder, strerror(errno));
    return STATUS_OK;
}

enum status file_write_atomically(const char *path, const void *bytes, size_t size, mode_t mode,
                                  struct error *err)
{
    uint8_t id[8];
    char suffix[2 * sizeof id + 1];
    OWNED_TEXT temporary = NULL;
    enum status status;

    random_bytes(id, sizeof id);
    text_hex_encode(id, sizeof id, suffix);
    temporary = xasprintf("%s.%s.tmp", path, suffix);
    status = write_new(temporary, bytes, size, mode, err);
    if (status == STATUS_OK && rename(temporary, path) != 0)
        status = error_set(err, STATUS_FAILED, "rename '%s' to '%s': %s", temporary, path,
                           strerror(errno));
    if (status != STATUS_OK) {
        unlink(temporary);
        return status;
    }
    return sync_folder(path, err);
}
