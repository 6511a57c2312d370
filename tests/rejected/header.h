/* Macros as headers have them: acmc does not see what they are replaced with. */
#include <stdlib.h>

#define COUNT_UP(i, n) for (int i = 0; i < (n); i++)
#define count_up(i, n) for (int i = 0; i < (n); i++)
#define VARIABLE(type, name, value) type name = value
#define let(name, value) int name = value
#define HAS_TOTAL int total = 4
#define RETURN_IF(x) do { if (x) return 1; } while (0)

static inline void release(char **p) { free(*p); }
#define auto_free __attribute__((cleanup(release)))
#define UNUSED __attribute__((unused))
typedef char *text;
#define auto_text __attribute__((cleanup(release))) text
#define auto_of(type) __attribute__((cleanup(release))) type
#define declare_int(name) int name = 0
#define begin_count(first) int count = (first)
#define use(name) (void)sizeof(name)
typedef int three[3];
typedef unsigned length;
