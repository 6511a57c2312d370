/* The list of what random programs are made of (language.md section 4), each item with its name. */
#ifndef ITEMS_H
#define ITEMS_H

/* Which C: each has what those before it have. */
typedef enum dialect { C11, GNU17, GNU2X, DIALECTS } dialect;

#define ITEMS(X)                                                                    \
    X(FALL_THROUGH, C11, "switch: fall-through")                                    \
    X(CASE_IN_BLOCK, C11, "switch: case in a nested block")                         \
    X(DUFFS_DEVICE, C11, "switch: cases in a loop (Duff's device)")                 \
    X(DEFAULT_IN_MIDDLE, C11, "switch: default between cases")                      \
    X(CASE_RANGE, GNU17, "switch: case ranges")                                     \
    X(GOTO_OUT, C11, "goto: out of nested blocks and loops")                        \
    X(GOTO_BACK, C11, "goto: back")                                                 \
    X(GOTO_INTO_BLOCK, C11, "goto: forward into a nested block")                    \
    X(GOTO_BACK_INTO_BLOCK, C11, "goto: back into a nested block")                  \
    X(GOTO_INTO_LOOP, C11, "goto: into a loop")                                     \
    X(COMPUTED_GOTO, GNU17, "goto: computed")                                       \
    X(LOCAL_LABEL, GNU17, "goto: __label__")                                        \
    X(LABELS, C11, "labels: on any statement, several, at the end of a block")      \
    X(WHILE_LOOP, C11, "while")                                                     \
    X(DO_LOOP, C11, "do")                                                           \
    X(FOR_LOOP, C11, "for")                                                         \
    X(FOREVER, C11, "for (;;)")                                                     \
    X(BREAK, C11, "break")                                                          \
    X(CONTINUE, C11, "continue")                                                    \
    X(RETURN_EARLY, C11, "return out of nested blocks")                             \
    X(DANGLING_ELSE, C11, "if, else without braces")                                \
    X(COMMA, C11, "comma")                                                          \
    X(CONDITIONAL, C11, "?:")                                                       \
    X(AND, C11, "&&")                                                               \
    X(OR, C11, "||")                                                                \
    X(COMPOUND_ASSIGNMENT, C11, "compound assignment")                              \
    X(UPDATE, C11, "x = … x …")                                                     \
    X(ASSIGNMENT_IN_EXPRESSION, C11, "assignment, ++, -- in expressions")           \
    X(CALL, C11, "calls of C functions")                                            \
    X(AWAIT_IN_STATEMENT, C11, "suspended in: a statement of its own")              \
    X(AWAIT_IN_IF, C11, "suspended in: condition of if")                            \
    X(AWAIT_IN_WHILE, C11, "suspended in: condition of while")                      \
    X(AWAIT_IN_DO, C11, "suspended in: condition of do")                            \
    X(AWAIT_IN_FOR, C11, "suspended in: condition of for")                          \
    X(AWAIT_IN_START, C11, "suspended in: first part of for")                       \
    X(AWAIT_IN_STEP, C11, "suspended in: step of for")                              \
    X(AWAIT_IN_SWITCH, C11, "suspended in: switch (…)")                             \
    X(AWAIT_IN_RETURN, C11, "suspended in: return …")                               \
    X(AWAIT_IN_INITIALIZER, C11, "suspended in: initialiser")                       \
    X(AWAIT_IN_BRACES, C11, "suspended in: initialiser in braces")                  \
    X(AWAIT_IN_LITERAL, C11, "suspended in: compound literal")                      \
    X(AWAIT_IN_ASSIGNMENT, C11, "suspended in: assignment")                         \
    X(AWAIT_IN_COMPOUND, C11, "suspended in: compound assignment")                  \
    X(AWAIT_IN_OPERAND, C11, "suspended in: operand")                               \
    X(AWAIT_IN_ARGUMENT, C11, "suspended in: argument of a C function")             \
    X(AWAIT_IN_AWAIT, C11, "suspended in: argument of an await (nested calls)")     \
    X(AWAIT_IN_SUBSCRIPT, C11, "suspended in: subscript")                           \
    X(AWAIT_IN_COMMA, C11, "suspended in: operand of comma")                        \
    X(AWAIT_IN_CONDITIONAL, C11, "suspended in: operand of ?:")                     \
    X(AWAIT_IN_AND, C11, "suspended in: operand of &&")                             \
    X(AWAIT_IN_OR, C11, "suspended in: operand of ||")                              \
    X(AWAIT_IN_MACRO, C11, "suspended in: argument of a macro")                     \
    X(STRUCT_RESULT, C11, "awaits of struct and union results")                     \
    X(POINTER_RESULT, C11, "awaits of pointer results")                             \
    X(VOID_RESULT, C11, "awaits of void")                                           \
    X(OTHER_RESULT, C11, "awaits of results of other types")                        \
    X(SHADOWED_LOCAL, C11, "shadowing: a local by a local")                         \
    X(SHADOWED_PARAMETER, C11, "shadowing: a parameter by a local")                 \
    X(SHADOWED_TYPE, C11, "shadowing: a type or enumerator")                        \
    X(SHADOWED_GLOBAL, C11, "shadowing: a name of the file by a local")             \
    X(LOCAL_STRUCT, C11, "struct declared in a block")                              \
    X(LOCAL_UNION, C11, "union declared in a block")                                \
    X(LOCAL_ENUM, C11, "enum declared in a block")                                  \
    X(LOCAL_TYPEDEF, C11, "typedef declared in a block")                            \
    X(STATIC_LOCAL, C11, "static local")                                            \
    X(EXTERN_LOCAL, C11, "extern local")                                            \
    X(REGISTER_LOCAL, C11, "register local")                                        \
    X(SEVERAL_DECLARATORS, C11, "several declarators in a declaration")             \
    X(DEDUCED_ARRAY, C11, "array of deduced size")                                  \
    X(DEDUCED_STRING, C11, "array of deduced size: string")                         \
    X(MULTI_ARRAY, C11, "multi-dimensional array")                                  \
    X(DESIGNATED, C11, "designated initialiser")                                    \
    X(FLAT_BRACES, C11, "initialiser without inner braces")                         \
    X(LITERAL_KEPT, C11, "compound literal whose address is kept")                  \
    X(LITERAL_VALUE, C11, "compound literal as a value")                            \
    X(LITERAL_ARGUMENT, C11, "compound literal as an argument of an await")         \
    X(STRUCT_COPY, C11, "struct copy")                                              \
    X(ARRAY_COPY, C11, "array copy")                                                \
    X(UNION_VALUE, C11, "union")                                                    \
    X(BIT_FIELD, C11, "bit-field")                                                  \
    X(FUNCTION_POINTER, C11, "function pointer")                                    \
    X(FUNCTION_TABLE, C11, "array of function pointers")                            \
    X(GENERIC, C11, "_Generic")                                                     \
    X(ALIGNAS, C11, "_Alignas")                                                     \
    X(ATOMIC, C11, "_Atomic")                                                       \
    X(COMPLEX, C11, "_Complex")                                                     \
    X(LONG_DOUBLE, C11, "long double")                                              \
    X(CONST, C11, "const")                                                          \
    X(VOLATILE, C11, "volatile")                                                    \
    X(RESTRICT, C11, "restrict")                                                    \
    X(VARIABLE_ARGUMENTS, C11, "va_list across suspensions")                        \
    X(VARIADIC_CALL, C11, "call with variable arguments")                           \
    X(STRING_LITERAL, C11, "string literals, joined, with escapes")                 \
    X(MACRO_EXPRESSION, C11, "macro: expression")                                   \
    X(MACRO_ADDRESS, C11, "macro: takes the address of its argument")               \
    X(MACRO_STATEMENT, C11, "macro: statement")                                     \
    X(MACRO_TYPE, C11, "macro: type")                                               \
    X(MACRO_DECLARATION, C11, "macro: declaration")                                 \
    X(LOOP_MACRO, C11, "macro: loop")                                               \
    X(LOCAL_MACRO, C11, "macro defined in a body")                                  \
    X(DIRECTIVE, C11, "#if between statements")                                     \
    X(DIRECTIVE_IN_ARGUMENTS, C11, "#if inside arguments")                          \
    X(COMMENTS, C11, "comments, digraphs and joined lines between tokens")          \
    X(RECURSION, C11, "recursion: direct")                                          \
    X(MUTUAL_RECURSION, C11, "recursion: mutual")                                   \
    X(ADDRESS_KEPT, C11, "local used through a pointer over suspensions")           \
    X(ADDRESS_PASSED, C11, "address of a local passed to an await")                 \
    X(VARIABLE_ARRAY, C11, "variable-length array, no suspension behind it")        \
    X(ALLOCA, C11, "alloca, no suspension behind it")                               \
    X(STATIC_ASSERT, C11, "_Static_assert in a body")                               \
    X(FUNCTION_NAME, C11, "__func__")                                               \
    X(OLD_PROTOTYPE, C11, "prototypes in bodies, old style too")                    \
    X(SIZES, C11, "sizeof, _Alignof, offsetof")                                     \
    X(ATTRIBUTE, GNU17, "attributes")                                               \
    X(CLEANUP, GNU17, "attribute cleanup")                                          \
    X(ASM, GNU17, "asm")                                                            \
    X(STATEMENT_EXPRESSION, GNU17, "statement expression")                          \
    X(JUMP_OUT_OF_EXPRESSION, GNU17, "statement expression: goto, break out of it") \
    X(TYPEOF, GNU17, "typeof")                                                      \
    X(AUTO_TYPE, GNU17, "__auto_type")                                              \
    X(ELVIS, GNU17, "?: without its middle")                                        \
    X(FLEXIBLE, GNU17, "initialised flexible array")                                \
    X(RANGE_DESIGNATOR, GNU17, "designators of ranges")                             \
    X(C23_LITERAL, GNU2X, "digit separators, binary constants")                     \
    X(C23_ATTRIBUTE, GNU2X, "[[attributes]]")                                       \
    X(C23_WORD, GNU2X, "bool, true, nullptr")

#define ITEM_CONSTANT(name, since, text) name,
typedef enum item { ITEMS(ITEM_CONSTANT) ITEM_COUNT, NO_ITEM = ITEM_COUNT } item;
#undef ITEM_CONSTANT

const char *item_name(item i);
dialect item_dialect(item i);

#endif
