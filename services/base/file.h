/* file - whole files: read with a limit, and written so that a reader sees the old or the new
 * content and never a part, also after a power cut. */
#pragma once
#include "base/buffer.h"
#include "base/error.h"
#include <stddef.h>
#include <sys/types.h>

/* Append the content of path to ret (initialized). STATUS_INVALID: over max_bytes, or not a regular
 * file; STATUS_FAILED: cannot be read; err names the file. ret is as before unless STATUS_OK. */
NODISCARD enum status file_read(const char *path, size_t max_bytes, struct buffer *ret,
                                struct error *err);
/* As file_read, but STATUS_INVALID if others than the owner may read or write it: for secret keys.
 * The caller wipes the buffer. */
NODISCARD enum status file_read_secret(const char *path, size_t max_bytes, struct buffer *ret,
                                       struct error *err);
/* Write a temporary file beside path, fsync it, rename it, fsync the directory. mode as for open(),
 * exactly (no umask). On failure path is as it was and the temporary file is gone; unless the fsync
 * of the directory failed, then it may be either. */
NODISCARD enum status file_write_atomically(const char *path, const void *bytes, size_t size,
                                            mode_t mode, struct error *err);
