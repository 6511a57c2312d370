/* What a frame holds, one by one, and where: the C compiler tells the places. */
#ifndef FRAME_SLOTS_H
#define FRAME_SLOTS_H

#include "plan.h"

typedef struct frame_slot {
    const char *path;                     /* in the frame: `x`, `connection.name`, `await.acm_sleep` */
    const char *kind;                     /* local, parameter, … */
    const variable *variable;             /* NULL for the header, which every frame begins with */
    unsigned long offset, size;           /* in bytes, once measured */
} frame_slot;

typedef struct frame_slots {
    frame_slot *at;
    size_t count, room;
    unsigned long size;                   /* of the whole */
    bool is_measured;                     /* false: it is in an arm of an #if that is not compiled */
} frame_slots;

frame_slots frame_slots_of(arena *arena, const plan *plan);

/* C that leaves the layout of a frame, TAG, in the object file: an array that begins with a key for NAME,
 * then the size of the frame and each slot's offset and size as FRAME_DIGITS decimal digits. */
enum { FRAME_DIGITS = 10 };
const char *frame_slots_probe(arena *arena, const frame_slots *slots, const char *name, const char *tag);

/* Reads what the probe left in an object file. */
void frame_slots_read(arena *arena, frame_slots *slots, const char *name, const char *object, size_t length);

#endif
