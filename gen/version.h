/* The version of acmc, for --version and SARIF. */
#ifndef VERSION_H
#define VERSION_H

#define VERSION "0.1"

#endif
