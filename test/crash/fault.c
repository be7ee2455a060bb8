/*
 * Lets writes and syncs of one file fail, for the tests of a failing disk below SQLite.
 *
 * Loaded with LD_PRELOAD. FAULT_NAME is the end of the file's path, FAULT_SWITCH a file of one octet,
 * which the process under test writes: 0 nothing fails, E writes meet EIO, F writes meet ENOSPC,
 * S syncs meet EIO (the octets stay in the page cache, as they do on Linux).
 */
#include "preload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { path_max = 4096 };

static const char *name;
static volatile const char *state;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULT_SWITCH");
  name = getenv("FAULT_NAME");
  if (!name || !path) return;
  int file = REAL(open)(path, O_RDONLY);
  void *octets = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
  if (file < 0 || octets == MAP_FAILED) abort();
  state = octets;
}

/* What the file is called now: numbers are used again, and not every close passes here. */
static int meant(int file) {
  char link[64];
  char path[path_max];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  size_t wanted = strlen(name);
  return length >= (ssize_t)wanted && memcmp(path + length - wanted, name, wanted) == 0;
}

static int fault(char kind, int file) { return state && *state == kind && meant(file); }

#define WRITE(function, type)                                               \
  ssize_t function(int file, const void *data, size_t length, type offset) { \
    if (fault('E', file)) return errno = EIO, -1;                           \
    if (fault('F', file)) return errno = ENOSPC, -1;                        \
    return REAL(function)(file, data, length, offset);                      \
  }

WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define SYNC(function)                            \
  int function(int file) {                        \
    if (fault('S', file)) return errno = EIO, -1; \
    return REAL(function)(file);                  \
  }

SYNC(fsync)
SYNC(fdatasync)
