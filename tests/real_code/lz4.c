/* What LZ4 makes of text of runs and of noise: fast, high and by a stream, back again, in part, and of what is broken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lz4.h"
#include "lz4hc.h"

static char in[40000], out[60000], back[40000];

static unsigned checksum(const char *text, int length)
{
    unsigned hash = 2166136261u;
    while (length-- > 0)
        hash = (hash ^ (unsigned char)*text++) * 16777619u;
    return hash;
}

static void fast(int acceleration)
{
    int length = LZ4_compress_fast(in, out, sizeof in, sizeof out, acceleration);
    printf("%d %08x\n", length, checksum(out, length));
    memset(back, 0, sizeof back);
    int restored = LZ4_decompress_safe(out, back, length, sizeof back);
    printf("%d %d\n", restored, memcmp(in, back, sizeof in));
    printf("%d\n", LZ4_decompress_safe_partial(out, back, length, 1000, 1500));
    out[length / 2] ^= 64;
    printf("broken: %d\n", LZ4_decompress_safe(out, back, length / 2, sizeof back) < 0);
}

static void high(int level)
{
    int length = LZ4_compress_HC(in, out, sizeof in, sizeof out, level);
    printf("%d %08x\n", length, checksum(out, length));
    printf("%d\n", LZ4_decompress_safe(out, back, length, sizeof back));
}

static void by_a_stream(void)
{
    LZ4_stream_t *stream = LZ4_createStream();
    for (int at = 0, to = 0; at < 9000; at += 900) {
        int length = LZ4_compress_fast_continue(stream, in + at, out + to, 900, 2000, 1);
        to += length;
        printf("%d ", length);
    }
    LZ4_freeStream(stream);
    putchar('\n');
}

int main(void)
{
    unsigned seed = 7;
    for (unsigned i = 0; i < sizeof in; i++) {
        seed = seed * 1103515245u + 12345u;
        in[i] = i / 3000 % 3 == 0 ? (char)('a' + i % 7) : "abcdefgh\n"[(seed >> 16) % 9];
    }
    for (int acceleration = 1; acceleration < 20; acceleration += 6)
        fast(acceleration);
    for (int level = 3; level <= 12; level += 3)
        high(level);
    by_a_stream();
    return 0;
}
