/* JSON (RFC 8259) as text is written. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdio.h>

/* A string in quotes; what is not UTF-8 becomes U+FFFD. */
void json_string(FILE *to, const char *text);

#endif
