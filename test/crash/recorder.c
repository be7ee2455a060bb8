/*
 * Records what a process writes below one folder, for the power-loss simulator.
 *
 * Loaded with LD_PRELOAD. RECORD_ROOT is the folder, RECORD_LOG the file for the records. Each record
 * is: type (1 octet), name length (2), offset (8), data length (4), name, data; numbers are little-endian.
 * Types: W write, R truncate (offset is the length), C create, B a sync begins, E that sync has ended
 * (offset is its number), U unlink, N rename (data is the new name).
 *
 * Syncs are recorded, not carried out: what is durable is the simulator's to say.
 */
#include "preload.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { files_max = 4096, name_max = 256, head_octets = 15 };

static char names[files_max][name_max];
static struct stat identities[files_max];
static const char *root;
static size_t root_length;
static int log_file = -1;
static uint64_t syncs;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("RECORD_LOG");
  root = getenv("RECORD_ROOT");
  if (!root || !path) return;
  root_length = strlen(root);
  log_file = REAL(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
}

static int below_root(const char *path) {
  return log_file >= 0 && strncmp(path, root, root_length) == 0;
}

/*
 * Not every close and open passes here (the runtime closes by a system call of its own), so a number
 * may stand for another file by now: what counts is which file it is.
 */
static int tracked(int file) {
  struct stat now;
  if (file < 0 || file >= files_max || !names[file][0]) return 0;
  const struct stat *then = &identities[file];
  return fstat(file, &now) == 0 && now.st_dev == then->st_dev && now.st_ino == then->st_ino;
}

/* The caller holds the mutex, so that records stand in the order of what they record. */
static void record(char type, const char *name, uint64_t offset, const void *data, uint32_t length) {
  unsigned char head[head_octets];
  uint16_t name_length = (uint16_t)strlen(name);
  head[0] = (unsigned char)type;
  memcpy(head + 1, &name_length, 2);
  memcpy(head + 3, &offset, 8);
  memcpy(head + 11, &length, 4);
  struct iovec parts[3] = {{head, head_octets}, {(void *)name, name_length}, {(void *)data, length}};
  if (REAL(writev)(log_file, parts, 3) < 0) abort();
}

static void opened(int file, const char *path, int flags) {
  if (file < 0 || file >= files_max) return;
  names[file][0] = 0;
  if (!below_root(path) || fstat(file, &identities[file]) != 0) return;
  strncpy(names[file], path + root_length, name_max - 1);
  pthread_mutex_lock(&mutex);
  if (flags & O_CREAT) record('C', names[file], 0, 0, 0);
  if (flags & O_TRUNC) record('R', names[file], 0, 0, 0);
  pthread_mutex_unlock(&mutex);
}

#define MODE(last)            \
  va_list rest;               \
  va_start(rest, last);       \
  int mode = va_arg(rest, int); \
  va_end(rest)

int open(const char *path, int flags, ...) {
  MODE(flags);
  int file = REAL(open)(path, flags, mode);
  opened(file, path, flags);
  return file;
}

int open64(const char *path, int flags, ...) {
  MODE(flags);
  int file = REAL(open64)(path, flags, mode);
  opened(file, path, flags);
  return file;
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags);
  int file = REAL(openat)(folder, path, flags, mode);
  opened(file, path, flags);
  return file;
}

static void wrote(int file, const struct iovec *parts, int count, off_t offset, ssize_t length) {
  for (int part = 0; part < count && length > 0; part++) {
    size_t octets = parts[part].iov_len < (size_t)length ? parts[part].iov_len : (size_t)length;
    record('W', names[file], (uint64_t)offset, parts[part].iov_base, (uint32_t)octets);
    offset += (off_t)octets;
    length -= (ssize_t)octets;
  }
}

/* Where the next write without a place goes. */
static off_t position(int file) {
  return lseek(file, 0, fcntl(file, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
}

ssize_t write(int file, const void *data, size_t length) {
  if (!tracked(file)) return REAL(write)(file, data, length);
  pthread_mutex_lock(&mutex);
  off_t offset = position(file);
  ssize_t result = REAL(write)(file, data, length);
  struct iovec part = {(void *)data, length};
  if (result > 0) wrote(file, &part, 1, offset, result);
  pthread_mutex_unlock(&mutex);
  return result;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  if (!tracked(file)) return REAL(writev)(file, parts, count);
  pthread_mutex_lock(&mutex);
  off_t offset = position(file);
  ssize_t result = REAL(writev)(file, parts, count);
  if (result > 0) wrote(file, parts, count, offset, result);
  pthread_mutex_unlock(&mutex);
  return result;
}

#define PLACED_WRITE(function, type)                                          \
  ssize_t function(int file, const void *data, size_t length, type offset) {  \
    if (!tracked(file)) return REAL(function)(file, data, length, offset);    \
    pthread_mutex_lock(&mutex);                                               \
    ssize_t result = REAL(function)(file, data, length, offset);              \
    struct iovec part = {(void *)data, length};                               \
    if (result > 0) wrote(file, &part, 1, offset, result);                    \
    pthread_mutex_unlock(&mutex);                                             \
    return result;                                                            \
  }

PLACED_WRITE(pwrite, off_t)
PLACED_WRITE(pwrite64, off64_t)

#define PLACED_WRITEV(function, type)                                                \
  ssize_t function(int file, const struct iovec *parts, int count, type offset) {    \
    if (!tracked(file)) return REAL(function)(file, parts, count, offset);           \
    pthread_mutex_lock(&mutex);                                                      \
    ssize_t result = REAL(function)(file, parts, count, offset);                     \
    if (result > 0) wrote(file, parts, count, offset, result);                       \
    pthread_mutex_unlock(&mutex);                                                    \
    return result;                                                                   \
  }

PLACED_WRITEV(pwritev, off_t)
PLACED_WRITEV(pwritev64, off64_t)

#define TRUNCATE(function, type)                                \
  int function(int file, type length) {                         \
    if (!tracked(file)) return REAL(function)(file, length);    \
    pthread_mutex_lock(&mutex);                                 \
    int result = REAL(function)(file, length);                  \
    if (result == 0) record('R', names[file], (uint64_t)length, 0, 0); \
    pthread_mutex_unlock(&mutex);                               \
    return result;                                              \
  }

TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Only what was written before a sync began is durable when it has ended. */
#define SYNC(function)                             \
  int function(int file) {                         \
    if (!tracked(file)) return REAL(function)(file); \
    pthread_mutex_lock(&mutex);                    \
    uint64_t number = ++syncs;                     \
    record('B', names[file], number, 0, 0);        \
    pthread_mutex_unlock(&mutex);                  \
    usleep(200);                                   \
    pthread_mutex_lock(&mutex);                    \
    record('E', names[file], number, 0, 0);        \
    pthread_mutex_unlock(&mutex);                  \
    return 0;                                      \
  }

SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  pthread_mutex_lock(&mutex);
  int result = REAL(unlink)(path);
  if (result == 0 && below_root(path)) record('U', path + root_length, 0, 0, 0);
  pthread_mutex_unlock(&mutex);
  return result;
}

int rename(const char *from, const char *to) {
  pthread_mutex_lock(&mutex);
  int result = REAL(rename)(from, to);
  if (result == 0 && below_root(from) && below_root(to)) {
    const char *name = to + root_length;
    record('N', from + root_length, 0, name, (uint32_t)strlen(name));
  }
  pthread_mutex_unlock(&mutex);
  return result;
}
