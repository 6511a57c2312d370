/* Text of the header as other files, and C++, can read it. */
#ifndef PUBLIC_TEXT_H
#define PUBLIC_TEXT_H

#include "module.h"

/* C that is repeated: static managers by the names that they have outside of the file. */
const char *public_c(const program *program, const char *text, size_t *length);
/* What a form becomes: that, and no names or array parameters that C++ does not have.  Members of frames are nobody's business but
 * acm, result, and the size of all; what a manager or an error declares keeps its names. */
const char *public_form(const program *program, const char *text, size_t *length);

#endif
