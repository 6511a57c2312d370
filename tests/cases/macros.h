/* Macros that the cases in macros.acm get from a header: acmc does not see what they are replaced with. */
#ifndef MACROS_OF_A_HEADER_H
#define MACROS_OF_A_HEADER_H

#include <stddef.h>
#include <string.h>

#define HEADER_SHOW(x) trace(#x "=%d", (x))
#define HEADER_SURE(x) ((x) ? trace("sure") : trace(#x))
#define HEADER_EACH(p, list, link) for ((p) = (list); (p); (p) = (p)->link)
#define HEADER_FOREVER for (;;)
#define HEADER_COUNT(i, n) for (int i = 0; i < (n); i++)
#define HEADER_UNUSED
#define HEADER_BEGIN
#define HEADER_NOT_USED(name) name##_not_used __attribute__((unused))
#define HEADER_RENAMED(name) name##_renamed
#define HEADER_NOT_USED_EITHER(name) name __attribute__((unused))
#define HEADER_STRUCT(tag) struct tag
#define HEADER_MAKES(name) static inline int name(void) { return 1; }
#define HEADER_IS_CONST(p) _Generic((p), const int *: 1, int *: 2, const double _Complex *: 3, double _Complex *: 4, default: 5)
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))

#endif
