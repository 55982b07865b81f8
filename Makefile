# mlkata: learn by implementing, graded in a second.
#
## make grade EX=reservoir   grade your answer; SUBMISSION=file.c another file, TEST=name one test,
##                           BENCH=0 without speed, TIME=2 seconds of it, SEED=n, FORMAT=json
##                           or markdown, gradescope, exercism, junit, tap,
##                           V=1 everything in full, JAIL=1 an answer that is not your own,
##                           HISTORY=0 not to be kept
## make bench EX=…           the same, and the whole picture of its speed; SIZES=all large ones too
## make watch EX=…           a verdict for every save, in place; options as for grade
## make history EX=…         your gradings of it
## make restore EX=… AT=n    your answer as it was at one of them
## make export               all your gradings, with their answers, as JSON lines
## make import FILE=…        those of a file, or of standard input; twice adds nothing
## make list                 the exercises, by track, and where you stand
## make next                 what to do now, and why
## make readiness            where you stand before the round, and on what evidence; FORMAT=html a page
##                           with plots (build/readiness.html), FORMAT=json
## make start EX=…           your file from the stub, and the statement; its clock runs
## make hint EX=…            the next of three hints
## make debrief EX=…         what the interviewer asks afterwards
## make solution EX=…        how it is done; V=1 all of it
## make round                a timed rehearsal; MIN=45 TRACK=… LEVEL=… SEED=n BENCH=0
## make class DIR=…          a group's answers, a folder each; EX=… OUT=… JOBS=n SEED=n BENCH=0 REGRADE=1,
##                           TRUSTED=1 without a jail, ENGINE=slurm SLURM='--partition=…'
## make reset EX=…           the stub again, your answer beside; YES=1 without being asked
## make doctor               what this machine gives to grade with, and what is missing
## make debug EX=… TEST=…    one test of your answer under gdb
## make limits               what one core of this machine can do at best, measured now
## make plot EX=…            your times and all others' against n, as build/plots/EX.svg and .png
## make new EX=…             the files of a new exercise
## make handout              what learners get, as a tarball without references; EX="…" of these alone
## make gradescope EX=…      an autograder for Gradescope, as a zip; SEED=n BENCH=0 as for grade
## make                      build the kit
## make test                 the kit's own tests; CC=clang with the other compiler
## make test-long            those, the same verdicts thousands of times, and all of it in a bare Debian
## make attacks              what a hostile answer comes to, a row each
## make fuzz                 random bytes for all that reads others' bytes; SECONDS=30 a target
## make mutants              small changes to the references, each graded: does its suite notice?
## make bench-loop           how long an edit takes to become a verdict
## make bench-class          how many answers of a class a minute; ANSWERS=200
## make bench-repeat         the same answers graded hundreds of times: does speed say the same?
## make bench-clock          which clock repeats better on this machine
## make bench-peers          the references beside numpy, scikit-learn and torch; EX=… one of them
## make clean                remove what was built
## make help                 this text

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all

MODE ?= release
CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
B := build/$(if $(findstring clang,$(CC)),clang-)$(MODE)

# ---- packages ----------------------------------------------------------------------------------

# One file a compiler remembers that they are there, one more each for what only some need; INSTALL=0
# only lists what is missing.
PACKAGES_OK := build/.packages-$(notdir $(lastword $(CC)))
INSTALL ?= 1

$(PACKAGES_OK) $(foreach for,tests plot mutants class zip,$(PACKAGES_OK)-$(for)): grader/packages.sh
	@mkdir -p build 2>/dev/null && [ -w build ] || \
	    { echo 'mlkata: build/ cannot be written: is the tree read-only, the disk full?' >&2; exit 2; }
	@INSTALL='$(INSTALL)' CC='$(CC)' TESTS='$(if $(filter %-tests,$@),1)' \
	    PLOT='$(if $(filter %-plot %-class,$@),1)' MUTANTS='$(if $(filter %-mutants,$@),1)' \
	    SIMILAR='$(if $(filter %-class,$@),1)' ZIP='$(if $(filter %-zip,$@),1)' sh grader/packages.sh
	@touch $@

# A compiler that has gone since is missed too.
ifeq ($(wildcard $(filter /%,$(CC)) $(addsuffix /$(lastword $(CC)),$(subst :, ,$(PATH)))),)
.PHONY: $(PACKAGES_OK)
endif

# ---- flags -------------------------------------------------------------------------------------

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith
CPPFLAGS := -D_GNU_SOURCE -I. -Iexercises
KIT_CFLAGS := -std=gnu17 -g $(WARN)
ifeq ($(MODE),sanitized)
KIT_CFLAGS += -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
KIT_LDFLAGS := -fsanitize=address,undefined
else ifeq ($(MODE),fuzz)
KIT_CFLAGS += -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
KIT_LDFLAGS := -fsanitize=fuzzer,address,undefined
else
KIT_CFLAGS += -O2
endif
# gcc's own idea of a short memset is an instruction that takes 30 cycles to start.
KIT_CFLAGS += $(if $(findstring clang,$(CC)),,$(if $(wildcard /lib64/ld-linux-x86-64.so.2),-mstringop-strategy=libcall))

# An answer and every reference are compiled alike; none of these flags changes values. Vectors of
# 256 bits: with AVX-512, wider ones double the compile time of ordinary loops, and have moods.
ANSWER_FLAGS := -std=gnu17 -O3 -march=native $(if $(wildcard /lib64/ld-linux-x86-64.so.2),-mprefer-vector-width=256) \
    -fPIC -fno-math-errno -fno-trapping-math
# For faults, not for speed: -O0 compiles fastest and optimises none of them away.
ANSWER_SANITIZED_FLAGS := -std=gnu17 -O0 -g1 -fPIC -fsanitize=address,undefined -fno-sanitize-recover=all
ANSWER_DEBUG_FLAGS := -std=gnu17 -O0 -g3 -march=native -fPIC
MANNERS := $(if $(findstring clang,$(CC)),-ferror-limit=20 -fno-crash-diagnostics,-fmax-errors=20)
# What each says of loops. gcc's next pass would speak in between, of what are no loops.
REMARKS := $(if $(findstring clang,$(CC)),-fno-caret-diagnostics -Rpass=loop-vectorize \
    -Rpass-missed=loop-vectorize -Rpass-analysis=loop-vectorize,-fno-tree-slp-vectorize -fopt-info-vec-all-internals)
WRAPPED := malloc calloc realloc reallocarray aligned_alloc posix_memalign strdup strndup free abort __assert_fail
WRAPS := $(foreach f,$(WRAPPED),--wrap=$(f))

comma := ,
quoted = $(subst $(eval) ,$(comma),$(foreach w,$(1),"$(w)"))
KATA_DEFINES = -DKATA_CC='"$(CC)"' -DKATA_LD='"ld"' -DKATA_FLAGS='$(call quoted,$(ANSWER_FLAGS))' \
    -DKATA_SANITIZED_FLAGS='$(call quoted,$(ANSWER_SANITIZED_FLAGS))' \
    -DKATA_DEBUG_FLAGS='$(call quoted,$(ANSWER_DEBUG_FLAGS))' -DKATA_WRAPS='$(call quoted,$(WRAPS))' \
    -DKATA_MANNERS='$(call quoted,$(MANNERS))' -DKATA_REMARKS='$(call quoted,$(REMARKS))' \
    -DKATA_LIBGCC='"$(shell gcc -print-libgcc-file-name 2>/dev/null)"'

# ---- what there is -----------------------------------------------------------------------------

EXERCISES := $(patsubst exercises/%/exercise.json,%,$(wildcard exercises/*/exercise.json))
# Without references (in a handout) the manifests say which answers may call it.
WITH_BLAS := $(if $(wildcard reference),$(foreach e,$(EXERCISES),$(if $(wildcard reference/$(e)/blas.c),$(e))), \
    $(patsubst exercises/%/exercise.json,%,$(shell grep -lE '"cblas" *: *true' exercises/*/exercise.json)))
REFERENCES := $(wildcard $(foreach e,$(EXERCISES),reference/$(e)/*.c))
OTHER_OS := $(if $(wildcard /proc/self/exe),portable,linux)

HARNESS := $(filter-out %_$(OTHER_OS).c,$(wildcard harness/*.c))
GRADER := $(filter-out %_$(OTHER_OS).c,$(wildcard grader/*.c))
HARNESS_OBJECTS := $(HARNESS:%.c=$(B)/%.o)
GRADER_OBJECTS := $(GRADER:%.c=$(B)/%.o) $(B)/harness/wire.o

runners_of = $(B)/runners/$(1) $(B)/runners/$(1).sanitized \
    $(if $(filter $(1),$(WITH_BLAS)),$(B)/runners/$(1).blas $(B)/runners/$(1).blas.sanitized)
references_of = $(patsubst %.c,$(B)/%.so,$(filter reference/$(1)/%,$(REFERENCES)))

record_of = $(if $(filter release,$(MODE)),$(if $(wildcard reference/$(1)/mistakes), $(B)/records/$(1)))

KATA := $(B)/kata
KIT := $(KATA) $(foreach e,$(EXERCISES),$(call runners_of,$(e)) $(call references_of,$(e))$(call record_of,$(e)))

# What somebody waits for is built by all processors, unless -j says otherwise.
AT_ONCE := $(if $(wildcard $(KATA)),,grade bench start list next ready) round class
ifneq ($(filter $(AT_ONCE),$(MAKECMDGOALS)),)
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
endif

all: $(KIT) build/kata
.PHONY: all grade bench watch history restore export import list next readiness start reset hint solution
.PHONY: debrief round class doctor new debug limits plot ready handout gradescope test clean help
.PHONY: bench-loop bench-class bench-repeat bench-clock

# The program of the last make, whatever its mode and compiler.
ifneq ($(realpath build/kata),$(realpath $(KATA)))
.PHONY: build/kata
endif
build/kata: $(KATA)
	@ln -sf $(KATA:build/%=%) $@

# ---- how it is made ----------------------------------------------------------------------------

# V=1 shows every command. Without it, one line on stderr before the first says what is being built.
Q = $(if $(V),,@$(announce))
announce = $(if $(announced)$(silent),,$(eval announced := 1)\
    $(shell echo 'mlkata: building $(building) ...' >&2))
building = $(if $(wildcard $(KATA)),$(or $(EX),the kit),the kit (once))
silent = $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS))))

# Static where it can be: a process with fewer mappings forks faster.
RUNNER_LIBS := -Wl,-Bstatic -lcheck -lsubunit -lgsl -lgslcblas -lseccomp -Wl,-Bdynamic -lm
# The contract's functions stay undefined until an answer is loaded; Check's files lie in memory.
RUNNER_LDFLAGS := -no-pie -rdynamic -Wl,-z,lazy -Wl,--unresolved-symbols=ignore-in-object-files \
    -Wl,--wrap=mkstemp -Wl,-z,noexecstack

# gcc's sanitizers start faster from an archive, of which one name pulls in all that an answer's
# checks may call; clang's are one already.
STATIC_SANITIZERS := $(if $(findstring clang,$(CC)),,-static-libasan -static-libubsan \
    -Wl,-u,__ubsan_handle_add_overflow_abort)

$(B)/%.o: %.c | $(PACKAGES_OK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KIT_CFLAGS) $(CPPFLAGS) $(if $(filter grader/build.c,$<),$(KATA_DEFINES)) -MMD -MP -c $< -o $@

$(B)/%.o: %.S | $(PACKAGES_OK)
	@mkdir -p $(@D)
	$(Q)$(CC) -c $< -o $@

# The flags in this file are compiled into kata, and into the references.
$(B)/grader/build.o: Makefile

# From the archive where there is one: a quarter of a millisecond less for every grading to start.
SQLITE = $(if $(wildcard /usr/lib/*/libsqlite3.a /usr/lib/libsqlite3.a),-l:libsqlite3.a,-lsqlite3)

$(KATA): $(GRADER_OBJECTS)
	$(Q)$(CC) $(KIT_LDFLAGS) $^ -o $@ -lcjson -lelf -lmd $(SQLITE) -lm

# What measures the machine is compiled as answers are, in every mode, for its widest vectors.
$(B)/grader/limits_kernels.o: KIT_CFLAGS := $(ANSWER_FLAGS) $(WARN) \
    $(if $(wildcard /lib64/ld-linux-x86-64.so.2),-mprefer-vector-width=512)
$(B)/grader/limits_kernels.o: Makefile

# A runner: the harness, one suite, one workload. The oracles' section ends with judge_end.o.
runner_objects = $(HARNESS_OBJECTS) $(B)/exercises/$(1)/test.o $(B)/exercises/$(1)/bench.o $(B)/harness/judge_end.o
.SECONDEXPANSION:
$(EXERCISES:%=$(B)/runners/%): $(B)/runners/%: $$(call runner_objects,$$*)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KIT_LDFLAGS) $(RUNNER_LDFLAGS) $^ -o $@ $(RUNNER_LIBS)

$(EXERCISES:%=$(B)/runners/%.sanitized): $(B)/runners/%.sanitized: $$(call runner_objects,$$*)
	@mkdir -p $(@D)
	$(Q)$(CC) $(RUNNER_LDFLAGS) $(STATIC_SANITIZERS) -fsanitize=address,undefined $^ -o $@ $(RUNNER_LIBS)

# OpenBLAS, one thread, linked in whole where an answer may call it; its cblas_* are what the answer binds to.
OPENBLAS = $(firstword $(wildcard /usr/lib/*/openblas-serial/libopenblas.a /usr/lib/*/libopenblas.a))
BLAS_LIBS = $(CBLAS_NAMES:%=-Wl,-u,%) $(OPENBLAS)
CBLAS_NAMES := cblas_sdot cblas_ddot cblas_dsdot cblas_snrm2 cblas_dnrm2 cblas_sasum cblas_dasum cblas_saxpy \
    cblas_daxpy cblas_sscal cblas_dscal cblas_scopy cblas_dcopy cblas_isamax cblas_idamax cblas_sgemv \
    cblas_dgemv cblas_sger cblas_dger cblas_sgemm cblas_dgemm cblas_ssyrk cblas_dsyrk cblas_ssymv cblas_dsymv \
    cblas_strsm cblas_dtrsm cblas_strsv cblas_dtrsv

$(WITH_BLAS:%=$(B)/runners/%.blas): $(B)/runners/%.blas: $$(call runner_objects,$$*)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KIT_LDFLAGS) $(RUNNER_LDFLAGS) $^ -o $@ $(BLAS_LIBS) $(RUNNER_LIBS)

$(WITH_BLAS:%=$(B)/runners/%.blas.sanitized): $(B)/runners/%.blas.sanitized: $$(call runner_objects,$$*)
	@mkdir -p $(@D)
	$(Q)$(CC) $(RUNNER_LDFLAGS) $(STATIC_SANITIZERS) -fsanitize=address,undefined $^ -o $@ $(BLAS_LIBS) $(RUNNER_LIBS)

$(B)/reference/%.so: reference/%.c Makefile | $(PACKAGES_OK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ANSWER_FLAGS) $(WARN) -Iexercises -Iexercises/$(notdir $(<D)) -MMD -MP -c $< -o $(@:.so=.o)
	$(Q)ld -shared -z text -z noexecstack $(WRAPS) -o $@ $(@:.so=.o) $$(gcc -print-libgcc-file-name)

# Known mistakes, and what each leaves in the suite's outputs: for telling which of them a failed
# answer looks like. Compiled as answers are: where a mistake is a lack of digits, other flags leave
# other digits.
MISTAKES = $(patsubst reference/$(1)/mistakes/%.c,$(B)/mistakes/$(1)/%.so,$(wildcard reference/$(1)/mistakes/*.c))
$(B)/mistakes/%.so: reference/$$(*D)/mistakes/$$(*F).c exercises/$$(*D)/$$(*D).h exercises/ml.h Makefile \
    | $(PACKAGES_OK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ANSWER_FLAGS) -w -Iexercises -Iexercises/$(*D) -c $< -o $(@:.so=.o)
	$(Q)ld -shared -z text -z noexecstack $(WRAPS) -o $@ $(@:.so=.o) $$(gcc -print-libgcc-file-name)

RECORDS := $(EXERCISES:%=$(B)/records/%)
$(RECORDS): $(B)/records/%: $(KATA) $$(call runners_of,$$*) $(B)/reference/%/plain.so $$(call MISTAKES,$$*)
	@mkdir -p $(@D)
	$(Q)$(KATA) record $*

# With EX, of the exercises' only that one's: reading them all takes longer than an edit should.
-include $(wildcard $(B)/grader/*.d $(B)/harness/*.d $(B)/tests/*.d $(B)/tests/*/*.d \
    $(foreach e,$(or $(EX),*),$(B)/exercises/$(e)/*.d $(B)/reference/$(e)/*.d))

# ---- the front door ----------------------------------------------------------------------------

EX ?=
# A value as one word of the shell's, whatever is in it.
shell_word = '$(subst ','\'',$(1))'
flag = $(if $($(2)),$(1) $(call shell_word,$($(2))))
grade_flags = $(call flag,--submission,SUBMISSION) $(call flag,--test,TEST) \
    $(call flag,--seed,SEED) $(call flag,--format,FORMAT) $(call flag,--seconds,TIME) \
    $(if $(filter 0,$(BENCH)),--no-bench) $(if $(V),--verbose) $(if $(filter 1,$(JAIL)),--jail) \
    $(if $(filter 0,$(HISTORY)),--no-history)
EX_KIT = $(foreach e,$(filter $(EX),$(EXERCISES)),$(call runners_of,$(e)) $(call references_of,$(e)))

# All that grading it takes, and nothing graded; EX may be several.
ready: $(KATA) build/kata $(EX_KIT) $(foreach e,$(filter $(EX),$(EXERCISES)),$(call record_of,$(e)))

# What known mistakes look like is learnt behind the first verdict: it takes seconds, and nobody has
# an answer to be told of yet.
learn = $(if $(filter $(EX),$(EXERCISES)),$(if $(call record_of,$(EX)), \
    [ $(call record_of,$(EX)) -nt $(B)/runners/$(EX) ] || \
    nice $(MAKE) -s -j1 $(call record_of,$(EX)) EX=$(EX) INSTALL=0 </dev/null >/dev/null 2>&1 &))

grade: $(KATA) build/kata $(EX_KIT)
	@$(KATA) grade --front-door $(call shell_word,$(EX)) $(grade_flags); status=$$?; $(learn) exit $$status

bench: $(KATA) build/kata $(EX_KIT)
	@$(KATA) bench --front-door $(call shell_word,$(EX)) $(grade_flags) $(call flag,--sizes,SIZES)

watch: $(KATA) build/kata $(EX_KIT)
	@$(learn) $(KATA) watch $(call shell_word,$(EX)) $(grade_flags)

import: $(KATA) build/kata
	@$(KATA) import $(call shell_word,$(FILE))

history restore: $(KATA) build/kata
	@$(KATA) $@ $(call shell_word,$(EX)) $(call flag,--at,AT)

debug: $(KATA) build/kata $(EX_KIT)
	@$(KATA) debug $(call shell_word,$(EX)) $(grade_flags)

list next export doctor limits: $(KATA) build/kata
	@$(KATA) $@

readiness: $(KATA) build/kata $(if $(filter html,$(FORMAT)),$(PACKAGES_OK)-plot)
	@$(KATA) readiness $(call flag,--format,FORMAT)

start reset hint solution debrief: $(KATA) build/kata
	@$(KATA) $@ $(call shell_word,$(EX)) $(if $(filter 1,$(YES)),--yes) $(if $(V),--verbose)

# Which exercises it is of is known to kata alone, which has make build them (ready.h). MAKE itself
# would have make -n begin a round.
round: $(KATA) build/kata
	@$(KATA) round $(call flag,--minutes,MIN) $(call flag,--track,TRACK) $(call flag,--level,LEVEL) \
	    $(call flag,--seed,SEED) $(if $(filter 0,$(BENCH)),--no-bench) --make '$(MAKE_COMMAND)'

plot: $(KATA) build/kata $(EX_KIT) $(PACKAGES_OK)-plot
	@$(KATA) plot --front-door $(call shell_word,$(EX)) $(grade_flags)

clean:
	rm -rf build

help:
	@sed -n 's/^## //p' Makefile

# ---- organisers and authors --------------------------------------------------------------------

# From here on nothing is in a handout.
new: $(KATA) build/kata
	@$(KATA) new $(call shell_word,$(EX))

class: $(KATA) build/kata $(PACKAGES_OK)-class
	@$(KATA) class $(call shell_word,$(DIR)) $(call flag,--exercise,EX) $(call flag,--jobs,JOBS) \
	    $(call flag,--out,OUT) $(call flag,--seed,SEED) $(call flag,--engine,ENGINE) $(call flag,--slurm,SLURM) \
	    $(if $(filter 0,$(BENCH)),--no-bench) $(if $(filter 1,$(REGRADE)),--regrade) \
	    $(if $(filter 1,$(TRUSTED)),--trusted) --make '$(MAKE_COMMAND)'

handout:
	@sh grader/handout.sh $(foreach e,$(EX),$(call shell_word,$(e)))

gradescope: $(PACKAGES_OK)-zip
	@SEED=$(call shell_word,$(SEED)) BENCH=$(call shell_word,$(BENCH)) \
	    sh grader/gradescope/zip.sh $(call shell_word,$(EX))

# An autograder has none (gradescope/zip.sh).
-include tests/tests.mk
