/* The types that a file and its imports define, as far as lowering has to know them: by their names, wherever they are defined. */
#ifndef FILE_TYPES_H
#define FILE_TYPES_H

#include "module.h"

/* Of declaration specifiers, in the tokens of any module. */
bool type_is_constant(program *program, const tokens *tokens, range specifiers);      /* it can't be assigned to, const before it aside */
bool manager_is_constant(program *program, const symbol *manager);
bool type_is_array(program *program, const tokens *tokens, range specifiers);         /* typedef int table[4]; */
/* What such a type, which type_is_array() has found, is in the end, and how its elements are qualified on the way. */
typedef struct array_type {
    const module *of;                     /* whose tokens they are */
    range specifiers, declarator;         /* of the typedef */
    uint32_t name;
    const char *qualifiers;               /* "const volatile" at most */
} array_type;
array_type type_of_array(program *program, const tokens *tokens, range specifiers);
bool type_is_function(program *program, const tokens *tokens, range specifiers);      /* typedef int function(int); */
bool declares_const(const tokens *tokens, range specifiers, range declarator);        /* of what is declared: not of what it points to */
/* A typedef's name that is not defined here, or a typeof: what it is can't be told. */
bool type_is_unknown(program *program, const tokens *tokens, range specifiers);
/* One that no file defines that acmc reads, and that is none of the standard library's by its looks. */
bool type_may_be_misspelled(program *program, const tokens *tokens, range specifiers);

/* The member of a struct, union or manager that is named; false: it can't be told which it is. */
typedef struct type_member { const tokens *of; range specifiers; uint32_t name; } type_member;
bool member_of_type(program *program, const tokens *of, range specifiers, const tokens *t, uint32_t name, type_member *found);

/* What can be told of a type: a number or pointer, a struct or union, an array. */
typedef enum type_kind { TYPE_IS_UNKNOWN, TYPE_IS_SCALAR, TYPE_IS_RECORD, TYPE_IS_ARRAY } type_kind;
type_kind type_kind_of(program *program, const tokens *tokens, range specifiers);
bool is_tagged(const tokens *tokens, range specifiers);              /* struct NAME, union NAME */

#endif
