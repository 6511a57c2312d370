/* The layouts of a file's frames, for people, for programs, and as warnings. */
#ifndef FRAME_REPORT_H
#define FRAME_REPORT_H

#include <stdio.h>

#include "frame_slots.h"
#include "translate.h"

typedef struct measured_frame {
    const symbol *symbol;
    const plan *plan;
    frame_slots slots;
} measured_frame;

typedef struct measured_frames {
    arena *arena;
    program *program;
    LIST(measured_frame) all;             /* in the order of the file, without those that are not compiled */
} measured_frames;

measured_frames measured_frames_read(arena *arena, const translation *translation, const char *object, size_t length);

void measured_frames_print(const measured_frames *frames, FILE *to);
/* An array of objects: name, line, size, suspension_points, slots with name, kind, declaration, line, offset, size, overlaps. */
void measured_frames_print_json(const measured_frames *frames, FILE *to);
/* Warns of what is over LIMIT bytes. */
void measured_frames_check(const measured_frames *frames, diagnostics *diag, size_t limit);

#endif
