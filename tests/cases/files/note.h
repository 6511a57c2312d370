/* What the files of this folder write down: imports.acm and from_c.main.c define it, on expect.h. */
#ifndef NOTE_H
#define NOTE_H

#ifdef __cplusplus
extern "C" {
#endif

void note(const char *event);

#ifdef __cplusplus
}
#endif

#endif
