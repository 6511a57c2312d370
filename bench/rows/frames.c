#include "by_hand.h"

struct loop {
    struct frame frame;
    int64_t n, i, sum;
    struct resource *r;
};

struct three_managers {
    struct frame frame;
    int64_t x, result;
    struct resource *r;
    struct { struct frame frame; struct resource *r; } enter_or_exit;
};

struct in_a_row {
    struct frame frame;
    struct resource *r;
    struct { struct frame frame; struct resource *r; char room[256]; } callee;
};

struct side_by_side {
    struct frame frame;
    struct resource *r;
    char room[512];
};

struct spawned {
    struct frame frame;
    struct task task;
    int64_t i, local;
    struct spawner *of;
};

const struct frame_sizes frame_sizes = {
    sizeof(struct loop), sizeof(struct three_managers), sizeof(struct in_a_row), sizeof(struct side_by_side), sizeof(struct spawned)
};
