/* Types that the cases in types.acm get from a header: acmc does not see what they are. */
#ifndef TYPES_OF_A_HEADER_H
#define TYPES_OF_A_HEADER_H

typedef int header_array[3];
typedef struct { int a; const int b; } header_struct;
typedef const int header_constant;

#endif
