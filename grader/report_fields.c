#include "grader/report_fields.h"

#include "grader/remarks.h"
#include "grader/report.h"

#define FIELD(kind_, struct_, name_)                                                               \
    {                                                                                              \
        .key = #name_, .kind = FIELD_##kind_, .at = offsetof(struct struct_, name_)                \
    }
#define BESIDE(kind_, struct_, name_, n_, of_)                                                     \
    {                                                                                              \
        .key = #name_, .kind = FIELD_##kind_, .at = offsetof(struct struct_, name_),               \
        .n_at = offsetof(struct struct_, n_), .of = of_                                            \
    }
#define SHAPE(type_, fields_)                                                                      \
    {                                                                                              \
        .size = sizeof(type_), .n = sizeof(fields_) / sizeof *(fields_), .field = fields_          \
    }

static const struct field test_fields[] = {
    FIELD(TEXT, report_test, group),    FIELD(TEXT, report_test, name),
    FIELD(STATUS, report_test, status), FIELD(MAYBE, report_test, message),
    FIELD(MAYBE, report_test, summary), FIELD(MAYBE, report_test, output),
    FIELD(REAL, report_test, points),   FIELD(REAL, report_test, max_points),
    FIELD(REAL, report_test, ms),
};
static const struct field diagnosis_fields[] = {
    FIELD(MAYBE, report_diagnosis, mistake),
    FIELD(MAYBE, report_diagnosis, says),
    FIELD(REAL, report_diagnosis, agreement),
};
static const struct field finding_fields[] = {
    FIELD(MAYBE, report_finding, words),
    FIELD(MAYBE, report_finding, file),
    FIELD(WHOLE, report_finding, line),
    FIELD(MAYBE, report_finding, source),
};
static const struct field size_fields[] = {
    FIELD(COUNT, report_size, n),           FIELD(FLAG, report_size, graded),
    FIELD(REAL, report_size, yours_ns),     FIELD(REAL, report_size, plain_ns),
    FIELD(REAL, report_size, blas_ns),      FIELD(REAL, report_size, fast_ns),
    FIELD(REAL, report_size, vs_reference), FIELD(REAL, report_size, interval[0]),
    FIELD(REAL, report_size, interval[1]),  FIELD(REAL, report_size, bytes),
    FIELD(REAL, report_size, flops),        FIELD(REAL, report_size, limit_ns),
    FIELD(MAYBE, report_size, limit),
};
static const struct shape size_shape = SHAPE(struct report_size, size_fields);

static const struct field speed_fields[] = {
    FIELD(FLAG, report_speed, conclusive),
    FIELD(MAYBE, report_speed, why_not),
    FIELD(MAYBE, report_speed, band),
    FIELD(MAYBE, report_speed, reference),
    FIELD(MAYBE, report_speed, unit),
    FIELD(MAYBE, report_speed, cpu),
    FIELD(REAL, report_speed, points),
    FIELD(REAL, report_speed, max_points),
    FIELD(REAL, report_speed, vs_reference),
    FIELD(REAL, report_speed, interval[0]),
    FIELD(REAL, report_speed, interval[1]),
    FIELD(REAL, report_speed, of_limit),
    FIELD(MAYBE, report_speed, limit),
    FIELD(REAL, report_speed, growth),
    FIELD(REAL, report_speed, growth_expected),
    FIELD(MAYBE, report_speed, growth_says),
    FIELD(REAL, report_speed, plain),
    FIELD(REAL, report_speed, blas),
    FIELD(REAL, report_speed, fast),
    BESIDE(MANY, report_speed, size, n_sizes, &size_shape),
    FIELD(MAYBE, report_speed, left_out),
    FIELD(FLAG, report_speed, single_precision),
    FIELD(FLAG, report_speed, every_rung),
    FIELD(MAYBE, report_speed, next_band),
    FIELD(REAL, report_speed, next_from),
};
static const struct field remark_fields[] = {
    FIELD(WHOLE, remark, line), FIELD(TEXT, remark, source), FIELD(FLAG, remark, vectorised),
    FIELD(FLAG, remark, outer), FIELD(TEXT, remark, words),
};
static const struct field warning_fields[] = {{.key = "words", .kind = FIELD_MAYBE}};

static const struct shape test_shape = SHAPE(struct report_test, test_fields),
                          diagnosis_shape = SHAPE(struct report_diagnosis, diagnosis_fields),
                          finding_shape = SHAPE(struct report_finding, finding_fields),
                          speed_shape = SHAPE(struct report_speed, speed_fields),
                          remark_shape = SHAPE(struct remark, remark_fields),
                          warning_shape = SHAPE(char *, warning_fields);

static const struct field report_fields[] = {
    FIELD(WIDE, report, at_ms),
    FIELD(TEXT, report, exercise),
    FIELD(MAYBE, report, title),
    FIELD(MAYBE, report, track),
    FIELD(MAYBE, report, level),
    FIELD(WHOLE, report, minutes),
    FIELD(MAYBE, report, submission),
    FIELD(FLAG, report, own),
    FIELD(FLAG, report, began),
    FIELD(WIDE, report, before),
    FIELD(FLAG, report, rehearsed),
    FIELD(REAL, report, running_ms),
    FIELD(HASH, report, source_sha256),
    BESIDE(BYTES, report, source, n_source, NULL),
    FIELD(VERDICT, report, verdict),
    FIELD(MAYBE, report, reason),
    FIELD(REAL, report, score),
    FIELD(REAL, report, max_score),
    FIELD(WIDE, report, seed),
    FIELD(MAYBE, report, only),
    BESIDE(MANY, report, test, n_tests, &test_shape),
    BESIDE(MANY, report, diagnosis, n_diagnoses, &diagnosis_shape),
    BESIDE(MANY, report, finding, n_findings, &finding_shape),
    {.key = "speed", .kind = FIELD_ONE, .at = offsetof(struct report, speed), .of = &speed_shape},
    FIELD(FLAG, report, bench_asked),
    BESIDE(MANY, report, remark, n_remarks, &remark_shape),
    FIELD(FLAG, report, heap.known),
    FIELD(COUNT, report, heap.allocations),
    FIELD(COUNT, report, heap.peak_bytes),
    FIELD(COUNT, report, heap.leaked_bytes),
    BESIDE(MANY, report, warning, n_warnings, &warning_shape),
    FIELD(MAYBE, report, compiler_log),
    FIELD(REAL, report, ms.compile),
    FIELD(REAL, report, ms.test),
    FIELD(REAL, report, ms.bench),
    FIELD(REAL, report, ms.total),
};
const struct shape report_shape = SHAPE(struct report, report_fields);

/* A struct that grew has something that is not kept yet. */
#define KEPT_WHOLE(type_, bytes_)                                                                  \
    _Static_assert(sizeof(void *) != 8 || sizeof(type_) == (bytes_),                               \
                   #type_ " has other fields than those kept above")
KEPT_WHOLE(struct report, 392);
KEPT_WHOLE(struct report_test, 88);
KEPT_WHOLE(struct report_diagnosis, 24);
KEPT_WHOLE(struct report_finding, 32);
KEPT_WHOLE(struct report_size, 104);
KEPT_WHOLE(struct report_speed, 200);
KEPT_WHOLE(struct remark, 32);
