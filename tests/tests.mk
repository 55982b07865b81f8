# How the kit tests and measures itself. The Makefile above includes this: its words hold here.

# ---- tests -------------------------------------------------------------------------------------

UNITS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))

# What a test needs of the kit comes from one archive; what it defines itself is then not taken.
$(B)/tests/kit.a: $(filter-out %/runner.o %/kata.o,$(sort $(HARNESS_OBJECTS) $(GRADER_OBJECTS)))
	@mkdir -p $(@D) && rm -f $@
	$(Q)ar qcs $@ $^

$(B)/tests/verdicts: $(B)/tests/leftovers.o
$(UNITS) $(B)/tests/verdicts $(B)/tests/kept $(B)/tests/timing/clock $(B)/tests/class/page_sample: \
    %: %.o $(B)/tests/kit.a $(B)/harness/judge_end.o
	$(Q)$(CC) $(KIT_LDFLAGS) -no-pie $^ -o $@ -lcjson -lelf -lmd $(SQLITE) $(RUNNER_LIBS)

bench-loop: $(KIT) build/kata
	@tests/bench-loop.sh

bench-class: $(KIT) build/kata
	@tests/class/bench.sh $(KATA) $(ANSWERS)

# GRADINGS=n of each, EX="…" of these exercises.
bench-repeat: $(KIT) build/kata
	@tests/timing/repeat.sh $(KATA) $(or $(GRADINGS),50) $(EX)

bench-clock: $(B)/tests/timing/clock
	@$<

.PHONY: tests test-long units verdicts kept records attacks badinput faults keeping practice formats watching
.PHONY: histories rounds classes classes-badinput classes-slurm class-page handouts diagnosis mutants house
.PHONY: fuzzers fuzz fuzz-replay authority bench-peers
tests: $(KIT) build/kata $(UNITS) $(B)/tests/verdicts $(B)/tests/kept

units: $(UNITS)
	@tests/units.sh $^

# EX=… one exercise's; EX=--no-mistakes without those; EX=--few without right answers, too.
verdicts: $(KIT) $(B)/tests/verdicts
	@$(B)/tests/verdicts $(KATA) $(EX)

# EVERY=1 all mistakes, answers and attacks, not each tenth.
kept: $(KIT) $(B)/tests/kept
	@$(B)/tests/kept $(B) $(or $(EVERY),10)

records: $(RECORDS)
	@tests/records.sh $(KATA)

# The same for the attacks and controls alone.
attacks: $(KIT) $(B)/tests/verdicts
	@$(B)/tests/verdicts $(KATA) --attacks

badinput faults keeping formats watching: $(KIT) build/kata
	@tests/$@.sh $(KATA)

practice: $(KIT)
	@tests/practice/practice.sh $(KATA)

histories: $(KIT)
	@tests/readiness.sh $(KATA)

# A class's page in a browser.
class-page: $(B)/tests/class/page_sample $(KIT)
	@tests/class/page.sh $< $(KATA)

rounds: $(KIT)
	@tests/round.sh $(KATA)

handouts: $(KIT)
	@tests/class/handout.sh

# EX=--few a group of eight, and without speed.
classes: $(KIT) build/kata
	@tests/class/class.sh $(KATA) $(EX)

# Slurm's is a cluster in this machine.
classes-badinput classes-slurm: classes-%: $(KIT) build/kata
	@tests/class/$*.sh $(KATA)

# EX="…" of these exercises.
diagnosis: $(KIT) build/kata
	@tests/diagnosis.sh $(KATA) $(EX)

mutants: $(KIT) $(PACKAGES_OK)-mutants
	@CC='$(CC)' ANSWER_FLAGS='$(ANSWER_FLAGS)' tests/mutants/mutants.sh $(KATA) $(EX)

house:
	@tests/house.sh

test: | $(PACKAGES_OK)-tests
	@MAKE='$(MAKE)' CC='$(CC)' V='$(V)' tests/all.sh

test-long: test
	@$(MAKE) verdicts fuzz mutants kept classes classes-badinput classes-slurm class-page EVERY=1
	@$(B)/tests/verdicts $(KATA) --attacks --jail
	@tests/keeping.sh $(KATA) 200
	@tests/round.sh $(KATA) 200
	@tests/diagnosis.sh $(KATA) --reordered
	@tests/readiness.sh $(KATA) --browser
	@tests/steady.sh $(KATA)
	@tests/class/gradescope.sh
	@tests/fresh.sh

# ---- fuzzing -----------------------------------------------------------------------------------

# A target, and the main that hands it the inputs that are kept; in MODE=fuzz libFuzzer has one that
# looks for more. What these objects define themselves takes the place of the kit's.
FUZZERS := $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_OBJECTS := $(patsubst %,$(B)/tests/fuzz/%.o,arena input output $(if $(filter fuzz,$(MODE)),,replay))

$(FUZZERS): %: %.o $(FUZZ_OBJECTS) $(B)/tests/kit.a
	$(Q)$(CC) $(KIT_LDFLAGS) -no-pie -Wl,-z,muldefs $^ -o $@ -lcjson -lelf -lmd $(SQLITE) -lm

fuzzers: $(FUZZERS)

fuzz-replay: $(FUZZERS)
	@tests/fuzz/fuzz.sh replay $^

# SECONDS=n a target; ONLY="wire laps" these targets.
SECONDS ?= 30
fuzz:
	@MAKE='$(MAKE)' tests/fuzz/fuzz.sh search '$(SECONDS)' $(ONLY)

# ---- authority ---------------------------------------------------------------------------------

# The references' numbers beside those of the libraries that the contracts name.
JUDGED := $(patsubst tests/authority/%.txt,%,$(wildcard tests/authority/*.txt))
AUTHORITY := $(B)/tests/authority/check

$(AUTHORITY): $(AUTHORITY).o $(B)/tests/authority/cases.o $(B)/harness/rng.o \
    $(patsubst %.c,$(B)/%.o,$(wildcard tests/authority/ask_*.c))
	$(Q)$(CC) $(KIT_LDFLAGS) -rdynamic $^ -o $@ $(BLAS_LIBS) -lm

authority: $(AUTHORITY) $(foreach e,$(JUDGED),$(call references_of,$(e)))
	@$< tests/authority $(filter %.so,$^)

# ---- peers -------------------------------------------------------------------------------------

# The references' own objects, each linked with all that it calls, so that Python can load them.
PEERS := $(B)/tests/peers
PEER_LIBRARIES := $(PEERS)/host.so $(patsubst %.c,$(PEERS)/%.so,$(REFERENCES))

$(PEERS)/host.o: KIT_CFLAGS := $(ANSWER_FLAGS) $(WARN)

$(PEERS)/rng.o: harness/rng.c harness/rng.h exercises/ml.h | $(PACKAGES_OK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KIT_CFLAGS) $(CPPFLAGS) -fPIC -c $< -o $@

$(PEERS)/host.so: $(PEERS)/host.o $(PEERS)/rng.o
	$(Q)$(CC) -shared $^ -o $@ -lm

$(PEERS)/reference/%.so: $(B)/reference/%.so $(PEERS)/rng.o
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -Wl,-Bsymbolic,--exclude-libs,ALL $(<:.so=.o) $(PEERS)/rng.o -o $@ \
	    $(if $(findstring /blas,$*),$(OPENBLAS)) -lm

bench-peers: $(PEER_LIBRARIES)
	@tests/peers/bench.sh $(PEERS) $(EX)
