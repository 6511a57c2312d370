/* Linked with --wrap=malloc and the like, this makes an allocation by the program an error. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void refuse(const char *function)
{
    static const char message[] = ": the program is not to allocate\n";

    if (write(STDERR_FILENO, function, strlen(function)) < 0 || write(STDERR_FILENO, message, sizeof message - 1) < 0)
        _exit(1);
    abort();
}

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);

void *__wrap_malloc(size_t size) { (void)size; refuse("malloc"); return NULL; }
void *__wrap_calloc(size_t count, size_t size) { (void)count, (void)size; refuse("calloc"); return NULL; }
void *__wrap_realloc(void *memory, size_t size) { (void)memory, (void)size; refuse("realloc"); return NULL; }
void *__wrap_aligned_alloc(size_t alignment, size_t size) { (void)alignment, (void)size; refuse("aligned_alloc"); return NULL; }
int __wrap_posix_memalign(void **memory, size_t alignment, size_t size)
{
    (void)memory, (void)alignment, (void)size;
    refuse("posix_memalign");
    return 12;
}
char *__wrap_strdup(const char *text) { (void)text; refuse("strdup"); return NULL; }
char *__wrap_strndup(const char *text, size_t size) { (void)text, (void)size; refuse("strndup"); return NULL; }
