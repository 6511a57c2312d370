# make               build/acmc, build/libacm.a
# make demo          the examples, one after the other
# make check         all tests; check-san: again with the sanitizers in acmc and the runtime
# make bench         what programs and acmc take, beside C written by hand; bench-count: only what repeats exactly
# make install       into PREFIX (/usr/local), below DESTDIR
# make core          libacm_core.a, for boards without an operating system: by CORE_CC, with CORE_CFLAGS
# make help          all of the targets
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS are the user's.  All that is built is in build/; SAN=1 builds into build/san/.

CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
DESTDIR ?=

ifdef SAN
build     := build/san
sanitize  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
defines   := -DARENA_EXACT
else
build     := build
endif

# What our own code is held to, and what generated scanners and parsers need relaxed of it.
warnings  := -Wall -Wextra -Wpedantic -Werror
generated := -Wno-sign-compare -Wno-misleading-indentation -Wno-unused-function -Wno-unused-parameter -Wno-unneeded-internal-declaration -Wno-unknown-warning-option
compile    = $(CC) -std=c11 $(warnings) $(CPPFLAGS) $(CFLAGS) $(sanitize) -MMD -MP

gen_objects     := $(patsubst gen/%.c,$(build)/gen/%.o,$(wildcard gen/*.c)) $(build)/grammar/acm_scanner.o $(build)/grammar/acm_parser.o
gen_flags       := -D_XOPEN_SOURCE=700 $(defines) -Igen -I$(build)/grammar
runtime_sources := $(wildcard runtime/core/*.c runtime/driver/*.c runtime/lib/*.c runtime/lib/*/*.c)
library         := $(wildcard runtime/lib/*.acm runtime/lib/*/*.acm)
library_c       := $(library:runtime/lib/%=$(build)/lib/%.c)
library_h       := $(library:runtime/lib/%=$(build)/lib/%.h)
runtime_objects := $(runtime_sources:%.c=$(build)/%.o) $(library_c:%.c=%.o)
runtime_flags   := -DACM_IN_LIBRARY -Iruntime -I$(build)/lib

all: $(build)/acmc $(build)/libacm.a

# ---- acmc ----

$(build)/acmc: $(gen_objects)
	$(CC) $(CFLAGS) $(sanitize) $(LDFLAGS) -o $@ $^

$(build)/gen/%.o: gen/%.c | $(build)/grammar/acm_parser.c
	@mkdir -p $(@D)
	$(compile) $(gen_flags) -c -o $@ $<

$(build)/grammar/%.o: $(build)/grammar/%.c
	$(compile) $(gen_flags) $(generated) -c -o $@ $<

$(build)/grammar/acm_scanner.c: grammar/acm.l | $(build)/grammar/acm_parser.c
	@mkdir -p $(@D)
	flex -o $@ $<

$(build)/grammar/acm_parser.c $(build)/grammar/acm_parser.h &: grammar/acm.y
	@mkdir -p $(@D)
	bison -Wall -Werror --header=$(build)/grammar/acm_parser.h -o $(build)/grammar/acm_parser.c $<

# ---- the runtime and its library ----

$(build)/libacm.a: $(runtime_objects)
	rm -f $@
	$(AR) rcs $@ $^

$(build)/runtime/%.o: runtime/%.c | $(library_h)
	@mkdir -p $(@D)
	$(compile) $(runtime_flags) -c -o $@ $<

$(build)/lib/%.o: $(build)/lib/%.c
	$(compile) $(runtime_flags) -MF $@.d -c -o $@ $<

# ---- the core alone, freestanding: for another machine too ----

CORE_CC     ?= $(CC)
CORE_CFLAGS ?= -Os
core_objects := $(patsubst runtime/core/%.c,$(build)/core/%.o,$(wildcard runtime/core/*.c)) $(build)/core/acm.acm.o
core_flags   := -std=c11 -Wall -Wextra -Werror -ffreestanding -DACM_HOSTED=0 $(runtime_flags)

core: $(build)/core/libacm_core.a

$(build)/core/libacm_core.a: $(core_objects)
	rm -f $@
	$(AR) rcs $@ $^

# For which machine is in a file, which changes when that does.
$(build)/core/command: FORCE
	@mkdir -p $(@D)
	@echo '$(CORE_CC) $(CORE_CFLAGS)' | cmp -s - $@ || echo '$(CORE_CC) $(CORE_CFLAGS)' >$@

$(build)/core/%.o: runtime/core/%.c $(build)/core/command | $(library_h)
	$(CORE_CC) $(core_flags) $(CORE_CFLAGS) -MMD -MP -c -o $@ $<

$(build)/core/acm.acm.o: $(build)/lib/acm.acm.c $(build)/core/command
	$(CORE_CC) $(core_flags) $(CORE_CFLAGS) -MMD -MP -c -o $@ $<

# The stamp says that acmc ran; it leaves an output that would not change alone.
$(build)/lib/%.acm.stamp: runtime/lib/%.acm $(build)/acmc
	@mkdir -p $(@D)
	$(build)/acmc -MD -MT $@ -d $(@D) $<
	@touch $@

$(build)/lib/%.acm.c $(build)/lib/%.acm.h: $(build)/lib/%.acm.stamp ;

# ---- running ----

demo: tools all
	tests/demo.sh

check: tools-check
	@tests/check.sh

check-san: tools-check
	@tests/check.sh --san

update-golden: all
	tests/golden.sh --update
	tests/errors.sh --update

check-debian: tools all
	tests/debian-c.sh

check-real: tools all
	tests/real-code.sh

check-sarif: all
	@tests/sarif.sh

# DURATION=3600 ENGINE=afl make fuzz
fuzz: tools
	@tests/fuzz/run.sh

fuzz-coverage: fuzz
	@tests/fuzz/coverage.sh

acmc-objects: $(gen_objects)

check-random: tools-check all
	@tests/random/run.sh

# A sample of these, and whole programs, for 32 bits (gcc-multilib): the sizes that golden frames and bench/ give are those of 64 bits.
check-32: tools-check all
	@$(MAKE) -s build=build/m32 CC='gcc -m32' build/m32/libacm.a
	@M32=1 COUNT=$${COUNT:-200} OUT=build/random_32 tests/random/run.sh
	@M32=1 tests/programs.sh

check-seeds: tools-check all
	@tests/seeds.sh --all

bench: bench-count
	@echo
	@BUILD=$(build) bench/run.sh
	@echo
	@BUILD=$(build) bench/compiler.sh
	@echo
	@BUILD=$(build) bench/echo/run.sh

bench-count: all
	@BUILD=$(build) bench/build.sh $(build)/bench
	@BUILD=$(build) bench/count.sh

prefix = "$(DESTDIR)$(PREFIX)"

install: all
	install -d $(prefix)/bin $(prefix)/include/acmc/acm $(prefix)/lib $(prefix)/share/acmc/acm
	install $(build)/acmc $(prefix)/bin
	install -m 644 runtime/*.h $(build)/lib/*.h $(prefix)/include/acmc
	install -m 644 runtime/acm/*.h $(build)/lib/acm/*.h $(prefix)/include/acmc/acm
	install -m 644 $(build)/libacm.a $(prefix)/lib
	install -m 644 runtime/lib/*.acm $(prefix)/share/acmc
	install -m 644 runtime/lib/acm/*.acm $(prefix)/share/acmc/acm

clean:
	rm -rf build

help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile
	@echo "also: update-golden, check-debian (C of Debian's packages comes out as it went in), check-real (and does the same as coroutines), check-sarif, fuzz, fuzz-coverage, check-random (C programs made at random; SEED=, COUNT=), check-32 (a sample of them, and whole programs, for 32 bits), check-seeds (tasks in 10,000 orders), bench, clean"

tools:
	@tests/install-tools.sh build

tools-check:
	@tests/install-tools.sh check

# ---- unit tests: tests/unit/NAME_test.c, linked with all of acmc but its main, or with the runtime ----

unit_tests := $(patsubst tests/unit/%.c,$(build)/unit/%,$(wildcard tests/unit/*_test.c))

unit: $(unit_tests)

$(build)/unit/%: tests/unit/%.c $(filter-out $(build)/gen/main.o,$(gen_objects)) $(build)/libacm.a
	@mkdir -p $(@D)
	$(compile) $(gen_flags) $(runtime_flags) -o $@ $< $(filter %.o,$^) $(build)/libacm.a $(LDFLAGS) -lcmocka

.PHONY: FORCE all core demo check check-san update-golden check-debian check-real check-random check-32 check-seeds check-sarif fuzz fuzz-coverage acmc-objects bench bench-count install clean help tools tools-check unit
.SECONDARY:
.DELETE_ON_ERROR:
-include $(wildcard $(build)/gen/*.d $(build)/grammar/*.d $(build)/runtime/*/*.d $(build)/runtime/lib/*/*.d $(build)/core/*.d $(build)/lib/*.d $(build)/lib/*/*.d $(build)/unit/*.d)
