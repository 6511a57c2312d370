/* What bzip2 makes of text of long runs and of noise, at three levels, back again both ways, and of what is broken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bzlib.h"

void bz_internal_error(int code)
{
    printf("internal error %d\n", code);
    exit(3);
}

static unsigned checksum(const char *text, unsigned length)
{
    unsigned hash = 2166136261u;
    while (length--)
        hash = (hash ^ (unsigned char)*text++) * 16777619u;
    return hash;
}

static char in[120000], out[140000], back[120000];

static void compress_at(int level)
{
    unsigned length = sizeof out, restored;
    int status = BZ2_bzBuffToBuffCompress(out, &length, in, sizeof in, level, 0, level == 5 ? 1 : 30);
    printf("%d %u %08x\n", status, length, checksum(out, length));
    for (int small = 0; small < 2; small++) {
        memset(back, 0, sizeof back);
        restored = sizeof back;
        status = BZ2_bzBuffToBuffDecompress(back, &restored, out, length, small, 0);
        printf("%d %u %d\n", status, restored, memcmp(in, back, sizeof in));
    }
    out[length / 2] ^= 4;
    restored = sizeof back;
    status = BZ2_bzBuffToBuffDecompress(back, &restored, out, length, 0, 0);
    printf("broken: %d\n", status);
}

int main(void)
{
    unsigned seed = 7;
    for (unsigned i = 0; i < sizeof in; i++) {
        seed = seed * 1103515245u + 12345u;
        in[i] = i / 5000 % 3 == 0 ? 'a' : "abcdefgh\n"[(seed >> 16) % 9];
    }
    for (int level = 1; level <= 9; level += 4)
        compress_at(level);
    return 0;
}
