#!/usr/bin/python3
"""Makes the *.txt beside this file: inputs, and what the authorities answer. README.md says how.

Usage: /usr/bin/python3 tests/authority/make_cases.py
"""

import itertools
import math
import sys
import warnings
from collections import Counter, deque
from fractions import Fraction

import faiss
import numpy as np
import scipy.stats
import sklearn
import torch
from sklearn.metrics import precision_recall_fscore_support, recall_score, roc_auc_score
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

sys.dont_write_bytecode = True
from cases import Cases, Dice, Recipe, debian, draws, ints, values

FLT_MAX, FLT_TRUE_MIN = math.ldexp(2 - 2.0**-23, 127), 2.0**-149

# ---- roc_auc: scikit-learn ----


def sklearn_auc(score, y, w):
    """Status and value. What is undefined there is NaN, or an error that names the classes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            auc = float(roc_auc_score(y, score, sample_weight=w))
    except ValueError as error:
        undefined = "Only one class" in str(error) or "takes value in {}" in str(error)
        return ("ML_EDOM", math.nan) if undefined else ("ML_EINVAL", math.nan)
    return ("ML_EDOM" if math.isnan(auc) else "ML_OK"), auc


def add_auc(cases, name, score, y, w=None, n=None):
    n = len(y) if n is None else n
    weights = None if w is None else values(w, n)
    status, auc = sklearn_auc(values(score, n), ints(y, n), weights)
    cases.add(name, n=n, score=score, y=y, w=w, status=status, auc=auc)


def auc_edges(cases):
    def add(*a, **k):
        add_auc(cases, *a, **k)

    inf, nan = math.inf, math.nan
    add("perfect", [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])
    add("reversed", [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])
    add("all_scores_equal", [0.5] * 7, [0, 1, 1, 0, 1, 0, 0])
    add("one_tie", [0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1])
    add("both_zeros_tie", [0.0, -0.0, -0.0, 0.0, 1.0], [1, 0, 1, 0, 0])
    add("positive_at_zero", [0.0, -0.0], [1, 0])
    add("positive_at_minus_zero", [0.0, -0.0], [0, 1])
    add("least_denormal_above_zero", [5e-324, 0.0, -5e-324], [1, 0, 1])
    add("neighbours_of_one", [1 + 2.0**-52, 1.0, 1 - 2.0**-53], [1, 0, 0])
    add("largest_doubles", [1.7e308, -1.7e308, 1.6e308, -1.6e308], [1, 0, 0, 1])
    add("weighted_ties", [1.0, 1.0, 2.0, 2.0, 3.0], [0, 1, 0, 1, 0], [0.5, 2.0, 1.0, 0.25, 3.0])
    add("weight_zero_row", [3.0, 2.0, 1.0], [0, 1, 0], [0.0, 1.0, 1.0])
    add("tiny_weights", [0.1, 0.3, 0.2, 0.15], [1, 0, 1, 0], [1e-200, 1e-200, 3e-200, 1e-199])
    add("huge_weights", [0.1, 0.3, 0.2, 0.15], [1, 0, 1, 0], [1e200, 1e200, 3e200, 1e199])
    add("unlike_classes", [4.0, 3.0, 2.0, 1.0], [1, 0, 1, 0], [1e200, 1e-200, 3e200, 1e-199])
    add("one_positive_one_negative", [2.0, 1.0], [0, 1])
    add("positives_only", [0.1, 0.2], [1, 1])
    add("negatives_only", [0.1, 0.2], [0, 0])
    add("one_row", [0.5], [1])
    add("positives_without_weight", [0.1, 0.2, 0.3], [1, 0, 0], [0.0, 1.0, 1.0])
    add("negatives_without_weight", [0.1, 0.2, 0.3], [1, 0, 1], [1.0, 0.0, 1.0])
    add("no_weight_at_all", [0.1, 0.2], [1, 0], [0.0, 0.0])
    add("infinite_score", [0.1, inf, 0.2], [1, 0, 1])
    add("nan_score", [0.1, nan, 0.2], [1, 0, 1])
    add("infinite_score_of_weight_zero", [0.1, inf, 0.2], [1, 0, 1], [1.0, 0.0, 1.0])
    add("infinite_score_in_one_class", [0.1, inf, 0.2], [1, 1, 1])
    add("nan_weight", [0.1, 0.3, 0.2], [1, 0, 1], [1.0, nan, 1.0])
    add("infinite_weight", [0.1, 0.3, 0.2], [1, 0, 1], [1.0, inf, 1.0])
    add("three_labels", [0.1, 0.3, 0.2], [0, 1, 2])
    add("nothing", [], [])


def random_weights(dice, n):
    kinds = [
        lambda: None,
        lambda: [dice.unit() for _ in range(n)],
        lambda: [float(dice.below(3)) for _ in range(n)],
        lambda: [10.0 ** dice.between(-200, 200) for _ in range(n)],
    ]
    return kinds[dice.below(4)]()


def auc_random(cases):
    dice = Dice(1)
    for i in range(60):
        n = 2 + dice.below(48)
        y = [dice.below(2) for _ in range(n)]
        score = [dice.between(-1, 1) + 0.5 * c for c in y]
        if dice.chance(0.3):  # copies of other rows' scores
            score = [score[dice.below(n)] if dice.chance(0.5) else s for s in score]
        add_auc(cases, f"random_{i}", score, y, random_weights(dice, n))
    for i in range(40):
        n, levels = 2 + dice.below(150), 1 + dice.below(12)
        y = [int(dice.chance(0.3)) for _ in range(n)]
        score = [dice.below(levels) / 4 + c / 4 for c in y]
        w = [dice.below(16) / 8 for _ in range(n)] if dice.chance(0.5) else None
        add_auc(cases, f"few_levels_{i}", score, y, w)


def auc_long(cases):
    even, rare = ("below", 2), ("one_in", 40)
    scores = [("below", 2), ("below", 10), ("below", 1000), ("below", 2**53), ("wide", 52, 300)]
    weights = [None, ("below", 4), ("below", 2**53)]
    seed = 100
    for n in (1_000, 20_000, 200_000):
        for s, score in enumerate(scores):
            kinds = [score, rare if s % 2 else even, weights[(s + n // 20_000) % 3]]
            recipe = [k and Recipe(k[0], seed + j, *k[1:]) for j, k in enumerate(kinds)]
            add_auc(cases, f"long_{n}_{s}", *recipe, n=n)
            seed += 3


def roc_auc():
    version = f"{sklearn.__version__} ({debian('python3-sklearn')})"
    cases = Cases(f"sklearn.metrics.roc_auc_score: {version}")
    auc_edges(cases)
    auc_random(cases)
    auc_long(cases)
    cases.write("roc_auc")


# ---- cosine_similarity: torch ----


def torch_cosine(a, b, eps, dtype):
    rows = [torch.tensor(x, dtype=dtype).unsqueeze(0) for x in (a, b)]
    return torch.nn.functional.cosine_similarity(*rows, dim=1, eps=eps).item()


def floor_of_torch():
    """The contract raises each length to eps. A torch that raises their product is no authority."""
    per_length = torch_cosine([1e-3], [1e3], 1e-2, torch.float64)
    if not math.isclose(per_length, 0.1):
        sys.exit("this torch raises the product of the lengths to eps, not each: take another one")
    product = r"\max(\Vert x_1 \Vert _2 \cdot" in torch.nn.functional.cosine_similarity.__doc__
    return f"eps floors each length, its docstring says {'the product' if product else 'so'}"


def float_can(a, b, d, eps):
    """Squares of lengths and eps are normal floats; d is so small that float sums still tell."""
    sizes = [math.hypot(*a), math.hypot(*b), eps]
    return d <= 4096 and all(s == 0 or 1e-15 <= s <= 1e15 for s in sizes)


def add_cosine(cases, name, a, b, eps=1e-8, d=None):
    d = len(a) if d is None else d
    x, y = values(a, d).astype(np.float32), values(b, d).astype(np.float32)
    if not isinstance(a, Recipe):
        a, b = x.tolist(), y.tolist()
    sim = torch_cosine(x.astype(np.float64), y.astype(np.float64), eps, torch.float64)
    status = "ML_EDOM" if math.isnan(sim) else "ML_OK"
    in_float = torch_cosine(x, y, eps, torch.float32) if float_can(x, y, d, eps) else None
    cases.add(name, n=d, a=a, b=b, eps=float(eps), status=status, sim=sim, sim_float=in_float)


def cosine_edges(cases):
    def add(*a, **k):
        add_cosine(cases, *a, **k)

    add("orthogonal", [1, 0, 0], [0, 1, 0])
    add("three_four", [3, 4], [4, 3])
    add("parallel", [0.1, 0.7, -0.3], [0.2, 1.4, -0.6])
    add("opposite", [0.1, 0.7, -0.3], [-0.1, -0.7, 0.3])
    add("one_element", [0.3], [-7])
    add("cancelling", [1e4, 1, -1e4], [1e4, 1e-3, 1e4])
    add("zero_a", [0, 0], [1, 2])
    add("zero_b", [1, 2], [0, -0.0])
    add("both_zero", [0, 0], [0, 0])
    add("zero_a_eps_0", [0, 0], [1, 2], 0)
    add("zero_b_eps_0", [1, 2], [0, 0], 0)
    add("both_zero_eps_0", [0, 0], [0, 0], 0)
    add("short_a", [1e-10], [1])
    add("short_and_long", [1e-3], [1e3], 1e-2)
    add("both_short", [1e-3, 0], [1e-3, 1e-3], 1e-2)
    add("eps_above_both", [3, 4], [4, 3], 10)
    add("eps_between", [3, 4], [40, 30], 10)
    add("eps_equals_length", [3, 4], [4, 3], 5)
    add("zero_a_tiny_eps", [0, 0], [1, 2], 1e-150)
    add("huge_eps", [3, 4], [4, 3], 1e150)
    for exponent in (20, 30, 36):
        big, small = 10.0**exponent, 10.0**-exponent
        add(f"both_1e{exponent}", [big, 2 * big, 0], [big, -big, big])
        add(f"both_1e-{exponent}", [small, 2 * small, 0], [small, -small, small], 0)
        add(f"1e{exponent}_and_1e-{exponent}", [big, 2 * big], [small, -small], 1e-60)
    add("denormal", [FLT_TRUE_MIN, 3 * FLT_TRUE_MIN], [5 * FLT_TRUE_MIN, FLT_TRUE_MIN], 0)
    add("denormal_floored", [FLT_TRUE_MIN, 3 * FLT_TRUE_MIN], [1, 1], 1e-30)
    add("largest_floats", [FLT_MAX] * 5, [FLT_MAX, -FLT_MAX, FLT_MAX, FLT_MAX, FLT_MAX], 0)


def cosine_random(cases):
    dice = Dice(2)
    for i in range(70):
        d = 1 + dice.below(40)
        scale = 10.0 ** dice.between(-8, 8)
        a = [scale * dice.between(-1, 1) for _ in range(d)]
        likeness = dice.between(-1, 1)
        b = [likeness * x / scale + dice.between(-0.5, 0.5) for x in a]
        if dice.chance(0.2):
            a = [x if dice.chance(0.3) else 0.0 for x in a]
        eps = [1e-8, 0.0, 10.0 ** dice.between(-6, 6)][dice.below(3)]
        add_cosine(cases, f"random_{i}", a, b, eps)


def cosine_long(cases):
    seed = 500
    for d in (100, 511, 512, 513, 1_000, 4_096, 300_000):
        for spread in (0, 3, 60):
            a, b = (Recipe("wide", seed + j, 23, spread) for j in (0, 1))
            add_cosine(cases, f"long_{d}_{spread}", a, b, 1e-8, d)
            add_cosine(cases, f"long_{d}_{spread}_with_itself", a, a, 0, d)
            seed += 2


def cosine_similarity():
    version = f"{torch.__version__} ({debian('python3-torch')})"
    cases = Cases(f"torch.nn.functional.cosine_similarity: {version}; {floor_of_torch()}")
    cosine_edges(cases)
    cosine_random(cases)
    cosine_long(cases)
    cases.write("cosine_similarity")


# ---- streaming_moments: numpy and scipy ----


def numpy_moments(x, ddof):
    """Status, mean, var, skew and kurt. What is undefined there is NaN, or infinite."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = [np.mean(x), np.var(x, ddof=ddof), scipy.stats.skew(x), scipy.stats.kurtosis(x)]
    found = [float(v) if np.isfinite(v) else math.nan for v in found]
    return ("ML_EDOM" if any(map(math.isnan, found)) else "ML_OK"), *found


def add_moments(cases, name, x, ddof=0, cut=0, n=None):
    """cut: the first so many go into one stream, the others into another, and these are merged."""
    n = len(x) if n is None else n
    status, mean, var, skew, kurt = numpy_moments(values(x, n), ddof)
    answer = dict(status=status, mean=mean, var=var, skew=skew, kurt=kurt)
    cases.add(name, n=n, ddof=ddof, cut=cut, x=x, **answer)


def moments_edges(cases):
    def add(*a, **k):
        add_moments(cases, *a, **k)

    example = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]
    for cut in range(9):
        add(f"example_cut_after_{cut}", example, 0, cut)
    for ddof in range(1, 8):
        add(f"example_ddof_{ddof}", example, ddof)
    add("nothing", [])
    add("one", [3.5])
    add("one_ddof_1", [3.5], 1)
    add("two", [1.0, -1.0], 1, 1)
    add("equal", [0.1] * 7)
    add("equal_cut", [0.1] * 7, 1, 3)
    add("equal_zeros", [0.0, -0.0, 0.0])
    for offset in (1e3, 1e6, 1e9, -1e9):
        add(f"offset_{offset:g}", [offset + v for v in (4, 7, 13, 16)], 1)
        add(f"offset_{offset:g}_cut", [offset + v for v in (4, 7, 13, 16, 17)], 1, 2)
    add("first_far_off", [0.0] + [1e6 + k % 7 for k in range(40)], 0, 9)
    for unit in (1e-60, 1e-30, 1e30, 1e60):
        add(f"unit_{unit:g}", [unit * v for v in (1, 2, 4, 9)], 1, 2)


def moments_random(cases):
    dice = Dice(3)
    for i in range(80):
        n, power = 2 + dice.below(60), 1 + 2 * dice.below(3)
        shift, scale = 10.0 ** dice.between(-3, 6), 10.0 ** dice.between(-2, 3)
        x = [shift + scale * dice.between(-1, 1) ** power for _ in range(n)]
        add_moments(cases, f"random_{i}", x, dice.below(2), dice.below(n + 1))


def moments_long(cases):
    seed = 1200
    for n in (1_000, 20_000, 200_000):
        for kind in (("below", 2), ("below", 1000), ("below", 2**53), ("wide", 52, 3)):
            x = Recipe(kind[0], seed, *kind[1:])
            add_moments(cases, f"long_{n}_{seed}", x, 1, n // 3 if seed % 2 else 0, n)
            seed += 1


def streaming_moments():
    versions = f"{np.__version__} and {scipy.__version__} ({debian('python3-scipy')})"
    cases = Cases(f"numpy's mean and var, scipy.stats' skew and kurtosis: {versions}")
    moments_edges(cases)
    moments_random(cases)
    moments_long(cases)
    cases.write("streaming_moments")


# ---- demographic_parity: fairlearn's definitions in exact fractions, each result rounded once ----


def selection_rate(yhat, w):
    """Weighted share of the selected; None where nobody has weight, as NaN there."""
    total = sum(w, Fraction(0))
    return sum((x for x, s in zip(w, yhat) if s == 1), Fraction(0)) / total if total else None


def compare(rates, overall, to_overall):
    """Difference and ratio of MetricFrame. A missing rate is passed over, as pandas does."""
    rates = [r for r in rates if r is not None]
    if not rates:
        return None, None
    if to_overall:
        pairs = [(min(r, overall), max(r, overall)) for r in rates]
        difference = max(high - low for low, high in pairs)
    else:
        pairs = [(min(rates), max(rates))]
        difference = max(rates) - min(rates)
    ratios = [low / high for low, high in pairs if high]
    return difference, min(ratios, default=None)


def rounded(x):
    return math.nan if x is None else float(x)


def add_parity(cases, name, yhat, group, n_groups, w=None, min_support=0, n=None):
    n = len(yhat) if n is None else n
    y, g = ints(yhat, n).tolist(), ints(group, n).tolist()
    weights = [Fraction(x) for x in (np.ones(n) if w is None else values(w, n)).tolist()]
    rows = [[] for _ in range(n_groups)]
    for i, k in enumerate(g):
        rows[k].append(i)
    rates = [
        selection_rate([y[i] for i in r], [weights[i] for i in r])
        if len(r) >= min_support
        else None
        for r in rows
    ]
    answers = {}
    for key, to_overall in (("between_groups", False), ("to_overall", True)):
        difference, ratio = compare(rates, selection_rate(y, weights), to_overall)
        status = "ML_EDOM" if None in rates or ratio is None else "ML_OK"
        answers[key] = [status, rounded(difference), rounded(ratio)]
    sizes = {"n": n, "n_groups": n_groups, "min_support": min_support}
    rate = [rounded(r) for r in rates]
    cases.add(name, **sizes, yhat=yhat, group=group, w=w, rate=rate, **answers)


def parity_edges(cases):
    def add(*a, **k):
        add_parity(cases, *a, **k)

    add("two_groups", [1, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1], 2)
    add("three_groups", [1, 1, 0, 1, 0, 0, 0, 1], [0, 0, 0, 1, 1, 2, 2, 2], 3)
    add("parity", [1, 0, 1, 0], [0, 0, 1, 1], 2)
    add("one_row", [1], [0], 1)
    add("one_group", [1, 0, 0], [0, 0, 0], 1)
    add("nobody_selected", [0, 0, 0, 0], [0, 0, 1, 1], 2)
    add("everybody_selected", [1, 1, 1], [0, 1, 1], 2)
    add("nobody_of_one_group", [0, 0, 1, 0], [0, 0, 1, 1], 2)
    add("missing_group", [1, 0, 1], [0, 0, 2], 3)
    add("thin_group", [1, 1, 0, 0, 1], [0, 0, 0, 1, 2], 3, min_support=2)
    add("support_just_met", [1, 0, 0, 0, 1], [0, 0, 1, 1, 2], 3, min_support=2)
    add("every_group_thin", [1, 0], [0, 1], 2, min_support=2)
    add("weighted", [1, 0, 1, 0], [0, 0, 1, 1], 2, [0.1, 0.7, 2.5, 0.3])
    add("group_without_weight", [1, 0, 1, 1], [0, 0, 1, 1], 2, [1.0, 2.0, 0.0, 0.0])
    add("no_weight_at_all", [1, 0, 1, 1], [0, 0, 1, 1], 2, [0.0] * 4)
    add("selected_without_weight", [1, 0, 1, 0], [0, 0, 1, 1], 2, [0.0, 1.0, 0.0, 2.0])
    add("thin_group_by_rows", [1, 0, 1, 1], [0, 0, 0, 1], 2, [0.1, 0.1, 0.1, 9.0], 2)
    add("tiny_weights", [1, 0, 1, 0], [0, 0, 1, 1], 2, [1e-100, 3e-100, 2e-100, 1e-100])
    add("huge_weights", [1, 0, 1, 0], [0, 0, 1, 1], 2, [1e100, 3e100, 2e100, 1e100])
    add("unlike_weights", [1, 0, 1, 0], [0, 0, 1, 1], 2, [1e-100, 3e-100, 2e100, 1e100])


def parity_random(cases):
    dice = Dice(3)
    for i in range(60):
        n, n_groups = 1 + dice.below(120), 1 + dice.below(12)
        share = [dice.unit() for _ in range(n_groups)]
        group = [dice.below(n_groups) for _ in range(n)]
        yhat = [int(dice.chance(share[g])) for g in group]
        kind, w = dice.below(3), None
        if kind == 1:
            w = [dice.below(16) / 8 for _ in range(n)]
        elif kind == 2:
            w = [10.0 ** dice.between(-3, 3) for _ in range(n)]
        add_parity(cases, f"random_{i}", yhat, group, n_groups, w, dice.below(6))


def parity_long(cases):
    yhat, group = Recipe("one_in", 800, 2), Recipe("below", 801, 1500)
    add_parity(cases, "many_groups", yhat, group, 1500, n=3_000)
    seed = 900
    for n, n_groups in ((1_000, 2), (5_000, 8), (50_000, 3), (50_000, 9), (100_000, 100)):
        for weights in (None, ("below", 4), ("below", 2**53)):
            yhat, group = Recipe("one_in", seed, 3), Recipe("below", seed + 1, n_groups)
            w = weights and Recipe(weights[0], seed + 2, *weights[1:])
            add_parity(cases, f"long_{n}_{n_groups}_{seed}", yhat, group, n_groups, w, 5, n)
            seed += 3


def demographic_parity():
    cases = Cases("fairlearn's selection_rate and MetricFrame as documented, in exact fractions")
    parity_edges(cases)
    parity_random(cases)
    parity_long(cases)
    cases.write("demographic_parity")


# ---- equalized_odds: the same two functions, once for each label; agg as fairlearn has it ----


def worst_of(gaps):
    """agg="worst_case", but that the undefined counts: see README.md."""
    differences, ratios = zip(*gaps)
    worst = None if None in differences else max(differences)
    return worst, None if None in ratios else min(ratios)


def mean_of(gaps):
    """agg="mean", likewise."""
    return [None if None in pair else sum(pair) / 2 for pair in zip(*gaps)]


def recall(y, yhat, weights, label):
    """scikit-learn's rate at which this label's rows are flagged; None where it has no weight."""
    if not any(w and t == label for w, t in zip(weights, y)):
        return None
    kept = recall_score(y, yhat, pos_label=label, sample_weight=weights, zero_division=0)
    return kept if label else 1 - kept


def odds_rates(name, y, yhat, weights):
    """FPR and TPR, in exact fractions, after a look at what scikit-learn says."""
    rates = []
    for label in (0, 1):
        rows = [i for i, t in enumerate(y) if t == label]
        rates.append(selection_rate([yhat[i] for i in rows], [weights[i] for i in rows]))
        other = recall(y, yhat, [float(w) for w in weights], label)
        if (other is None) != (rates[-1] is None) or abs((other or 0) - (rates[-1] or 0)) > 1e-9:
            sys.exit(f"{name}: scikit-learn's rate of label {label} is {other}, not {rates[-1]}")
    return rates


def add_odds(cases, name, y, yhat, group, n_groups, w=None, n=None):
    n = len(y) if n is None else n
    labels, flagged, g = (ints(x, n).tolist() for x in (y, yhat, group))
    weights = [Fraction(x) for x in (np.ones(n) if w is None else values(w, n)).tolist()]
    rows = [[] for _ in range(n_groups)]
    for i, k in enumerate(g):
        rows[k].append(i)
    fprs, tprs = zip(*(
        odds_rates(name, *([x[i] for i in r] for x in (labels, flagged, weights))) for r in rows
    ))
    overall = odds_rates(name, labels, flagged, weights)
    answers = {}
    for how in ("between_groups", "to_overall"):
        gaps = [compare(r, o, how == "to_overall") for r, o in zip((fprs, tprs), overall)]
        for agg, summary in (("worst", worst_of), ("average", mean_of)):
            difference, ratio = summary(gaps)
            status = "ML_EDOM" if None in fprs + tprs or ratio is None else "ML_OK"
            answers[f"{how}_{agg}"] = [status, rounded(difference), rounded(ratio)]
    rates = {"tpr": [rounded(r) for r in tprs], "fpr": [rounded(r) for r in fprs]}
    columns = {"y": y, "yhat": yhat, "group": group, "w": w}
    cases.add(name, n=n, n_groups=n_groups, **columns, **rates, **answers)


def add_people(cases, name, text, w=None):
    """A word a group, as in the suite: H a hit, M a miss, F a false alarm, C a correct rejection."""
    words = [word.strip("-") for word in text.split()]
    people = "".join(words)
    y, yhat = ([int(p in kind) for p in people] for kind in ("HM", "HF"))
    group = [g for g, word in enumerate(words) for _ in word]
    add_odds(cases, name, y, yhat, group, len(words), w)


def odds_edges(cases):
    def add(*a):
        add_people(cases, *a)

    add("two_groups", "HHMFC HMMFFC")
    add("three_groups", "HHHMFFCC HMMMFFCC HHMMFCCC")
    add("opposite_signs", "HHHMFCCC HMMMFFFC")
    add("equal_shares", "HHHMFCCC HMMMFF")
    add("equal_odds", "HMFC HMFC")
    add("one_group", "HHMFCC")
    add("one_row", "H")
    add("perfect", "HHCC HCCC")
    add("all_wrong", "MMFF MFFF")
    add("nobody_flagged", "MMCC MCCC")
    add("everybody_flagged", "HHFF HFFF")
    add("no_false_alarms", "HMCC HHCC")
    add("no_hits", "MMFC MMFF")
    add("no_false_alarms_in_one_group", "HHFC HMCC")
    add("no_positives", "FFFC FCCC")
    add("no_negatives", "HHHM HMMM")
    add("a_group_without_positives", "HHHMFFCC HHMMFFFC FF")
    add("a_group_without_negatives", "HH HHMMFFFC HHMMFFCC")
    add("a_group_without_rows", "- HHHMFCCC - HMFC")
    add("labels_in_different_groups", "HM FC")
    add("weighted", "HMFC MHCF", [1.5, 0.5, 1.0, 4.0, 3.0, 1.0, 6.0, 2.0])
    add("positives_without_weight", "HMFC HFC", [0.1, 0.7, 2.5, 0.3, 0.0, 1.0, 2.0])
    add("no_weight_at_all", "HMFC HMFC", [0.0] * 8)
    add("hits_without_weight", "HMFC HMFC", [0.0, 1.0, 0.0, 2.0, 1.0, 1.0, 1.0, 1.0])
    add("tiny_weights", "HMFC HMFC", [x * 1e-100 for x in (1, 3, 2, 1, 4, 1, 1, 1)])
    add("huge_weights", "HMFC HMFC", [x * 1e100 for x in (1, 3, 2, 1, 4, 1, 1, 1)])
    add("unlike_weights", "HMFC HMFC", [1e100, 3e100, 1e-100, 1e-100, 2e100, 1e100, 3e-100, 1e-100])


def odds_random(cases):
    dice = Dice(4)
    for i in range(60):
        n, n_groups = 1 + dice.below(120), 1 + dice.below(10)
        share = [[dice.unit() for _ in range(n_groups)] for _ in range(3)]
        group = [dice.below(n_groups) for _ in range(n)]
        y = [int(dice.chance(share[2][g])) for g in group]
        yhat = [int(dice.chance(share[t][g])) for t, g in zip(y, group)]
        kind, w = dice.below(3), None
        if kind == 1:
            w = [dice.below(16) / 8 for _ in range(n)]
        elif kind == 2:
            w = [10.0 ** dice.between(-3, 3) for _ in range(n)]
        add_odds(cases, f"random_{i}", y, yhat, group, n_groups, w)


def odds_long(cases):
    seed = 2000
    y, yhat, group = Recipe("one_in", 1900, 2), Recipe("one_in", 1901, 2), Recipe("below", 1902, 600)
    add_odds(cases, "many_groups", y, yhat, group, 600, n=2_000)
    for n, n_groups in ((1_000, 2), (5_000, 8), (20_000, 3), (20_000, 9), (20_000, 100)):
        for weights in (None, ("below", 4), ("below", 2**53)):
            y, yhat = Recipe("one_in", seed, 3), Recipe("one_in", seed + 1, 2)
            group = Recipe("below", seed + 2, n_groups)
            w = weights and Recipe(weights[0], seed + 3, *weights[1:])
            add_odds(cases, f"long_{n}_{n_groups}_{seed}", y, yhat, group, n_groups, w, n)
            seed += 4


def equalized_odds():
    cases = Cases("fairlearn's equalized odds as documented, in exact fractions; rates compared "
                  f"with recall_score of scikit-learn {sklearn.__version__}")
    odds_edges(cases)
    odds_random(cases)
    odds_long(cases)
    cases.write("equalized_odds")


# ---- bce_logits: torch ----


def torch_bce(z, y, w, pos_weight, reduction, dtype):
    """Loss and derivative."""
    logits = torch.tensor(z, dtype=dtype, requires_grad=True)
    weight = None if w is None else torch.tensor(w, dtype=dtype)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits,
        torch.tensor(y, dtype=dtype),
        weight,
        reduction=reduction,
        pos_weight=torch.tensor(pos_weight, dtype=dtype),
    )
    loss.sum().backward()
    return loss.detach().double().numpy(), logits.grad.double().numpy()


def add_bce(cases, name, z, y, w=None, pos_weight=1.0, n=None):
    """Each reduction's loss; for a short one each element's, and both derivatives as well."""
    short = n is None
    n = len(z) if short else n
    arrays = [None if x is None else values(x, n).astype(np.float32) for x in (z, y, w)]
    if short:
        z, y, w = (None if x is None else x.tolist() for x in arrays)
    in_double = [None if x is None else x.astype(np.float64) for x in arrays]
    mean, dz_mean = torch_bce(*in_double, pos_weight, "mean", torch.float64)
    total, dz_sum = torch_bce(*in_double, pos_weight, "sum", torch.float64)
    each, dz_each = torch_bce(*in_double, pos_weight, "none", torch.float64)
    assert (dz_each == dz_sum).all()
    in_float, _ = torch_bce(*arrays, pos_weight, "mean", torch.float32)
    cases.add(
        name,
        n=n,
        z=z,
        y=y,
        w=w,
        pos_weight=float(pos_weight),
        mean=float(mean),
        sum=float(total),
        none=each.tolist() if short else None,
        dz_mean=dz_mean.tolist() if short else None,
        dz_sum=dz_sum.tolist() if short else None,
        mean_float=float(in_float) if n <= 4096 else None,
    )


def bce_edges(cases):
    def add(*a, **k):
        add_bce(cases, *a, **k)

    log2, log3 = math.log(2), math.log(3)
    sizes = [0, 1e-30, 1e-3, 1, 10, 17, 36, 37, 40, 88, 104, 700, 710, 746, 1e4, 1e30]
    add("by_hand", [log2, -log3, 0], [1, 0, 0.5])
    add("by_hand_pos_weight", [log2, -log3, 0], [1, 0, 0.5], pos_weight=3)
    add("one_element", [0.3], [1])
    add("both_zeros", [0.0, -0.0], [-0.0, 0.0])
    for y in (0.0, 0.25, 1.0):
        add(f"sizes_of_target_{y}", sizes, [y] * len(sizes))
        add(f"negative_sizes_of_target_{y}", [-z for z in sizes], [y] * len(sizes))
    add("minus_40", [-40], [0])
    add("huge_logits", [2.0**126, -(2.0**126)], [0, 1])
    add("least_floats", [FLT_TRUE_MIN, -FLT_TRUE_MIN], [FLT_TRUE_MIN, 0])
    add("no_weight_at_all", [3, -20, 0], [0, 1, 0.5], [0, 0, 0])
    add("some_without_weight", [3, -2, 1], [0, 1, 1], [0, 2, 0.5])
    add("mean_by_elements", [0, 5], [1, 0], [0.5, 0])
    add("tiny_weights", [1, -1], [0, 1], [1e-30, 3e-30])
    add("huge_weights", [1, -1], [0, 1], [1e30, 3e30])
    add("rare_positives", [-2, -3, 1, 2], [0, 0, 1, 1], pos_weight=10)
    add("common_positives", [-2, -3, 1, 2], [0, 0, 1, 1], pos_weight=0.125)


def bce_random(cases):
    dice = Dice(4)
    for i in range(90):
        n = 1 + dice.below(24)
        size = 10.0 ** dice.between(-2, 2)
        z = [size * dice.between(-1, 1) for _ in range(n)]
        y = [dice.unit() if dice.chance(0.3) else float(dice.below(2)) for _ in range(n)]
        w = [dice.below(16) / 8 for _ in range(n)] if dice.chance(0.5) else None
        add_bce(cases, f"random_{i}", z, y, w, dice.between(0.1, 8) if dice.chance(0.5) else 1)


def bce_long(cases):
    seed = 1200
    for n in (127, 128, 129, 1_000, 4_096, 200_000):
        for weight in (None, ("below", 4)):
            for pos_weight in (1.0, 2.5):
                z, y = Recipe("wide", seed, 23, 4), Recipe("one_in", seed + 1, 3)
                w = weight and Recipe(weight[0], seed + 2, *weight[1:])
                add_bce(cases, f"long_{n}_{seed}", z, y, w, pos_weight, n)
                seed += 3


def bce_logits():
    version = f"{torch.__version__} ({debian('python3-torch')})"
    cases = Cases(f"torch.nn.functional.binary_cross_entropy_with_logits: {version}")
    bce_edges(cases)
    bce_random(cases)
    bce_long(cases)
    cases.write("bce_logits")


# ---- huber_loss: torch ----


def torch_huber(pred, target, delta, reduction, dtype):
    """Loss and derivative."""
    pred = torch.tensor(pred, dtype=dtype, requires_grad=True)
    target = torch.tensor(target, dtype=dtype)
    loss = torch.nn.functional.huber_loss(pred, target, reduction=reduction, delta=delta)
    loss.sum().backward()
    return loss.detach().double().numpy(), pred.grad.double().numpy()


def add_huber(cases, name, pred, target, delta=1.0, n=None):
    """Each reduction's loss; for a short one each element's, and both derivatives as well."""
    short = n is None
    n = len(pred) if short else n
    arrays = [values(x, n).astype(np.float32) for x in (pred, target)]
    if short:
        pred, target = (x.tolist() for x in arrays)
    given = dict(n=n, pred=pred, target=target, delta=float(delta))
    in_double = [x.astype(np.float64) for x in arrays]
    try:
        mean, slope_mean = torch_huber(*in_double, delta, "mean", torch.float64)
    except RuntimeError as error:
        assert "delta" in str(error)
        cases.add(name, **given, status="ML_EINVAL")
        return
    total, slope_sum = torch_huber(*in_double, delta, "sum", torch.float64)
    each, slope_each = torch_huber(*in_double, delta, "none", torch.float64)
    assert (slope_each == slope_sum).all()
    scaled = float(delta) * torch.nn.functional.smooth_l1_loss(
        *(torch.tensor(x) for x in in_double), beta=delta).item()
    assert n == 0 or not 1e-30 < delta < 1e30 or math.isclose(scaled, mean, rel_tol=1e-12)
    in_float = float(torch_huber(*arrays, delta, "mean", torch.float32)[0])
    can = n <= 4096 and 1e-30 < in_float < 1e37 and abs(slope_sum).max() < 1e15
    cases.add(
        name,
        **given,
        status="ML_OK",
        mean=float(mean),
        sum=float(total),
        none=each.tolist() if short else None,
        slope_mean=slope_mean.tolist() if short else None,
        slope_sum=slope_sum.tolist() if short else None,
        mean_float=in_float if can else None,
    )


def huber_edges(cases):
    def add(*a, **k):
        add_huber(cases, *a, **k)

    by_hand = [3, 1, 7, -1], [2, 3, 2, 4]
    for delta in (2, 1, 0.1, 100, 1e-50, 1e30, 1e200, 0, -1):
        add(f"by_hand_delta_{delta}", *by_hand, delta)
    add("one_element", [0.25], [1])
    add("no_residual", [1, -0.0, 0], [1, 0, -0.0], 0.5)
    add("at_delta", [1.5, -1.5, 1.5 + 2.0**-23, 1.5 - 2.0**-23], [0, 0, 0, 0], 1.5)
    add("smooth_l1_at_4", [1, 3, 8, -8], [0, 0, 0, 0], 4)
    add("large", [2e19, -3e30, 1e25], [0, 1e30, -1e25], 1e10)
    add("large_squares", [2e19, -3e30, 1e25], [0, 1e30, -1e25], 1e100)
    add("twice_the_largest", [FLT_MAX, -FLT_MAX], [-FLT_MAX, FLT_MAX], 3.0)
    add("tiny", [1e-20, -1e-30, FLT_TRUE_MIN], [0, 0, 0])
    add("neighbours", [1e6, 1e6 + 0.0625, 1e6], [1e6 + 0.0625, 1e6, 1e6 - 0.0625], 0.01)
    add("one_outlier", [0.5, -0.25, 1e9, 0.125], [0, 0, 0, 0])


def huber_random(cases):
    dice = Dice(6)
    for i in range(90):
        n = 1 + dice.below(24)
        size, delta = 10.0 ** dice.between(-3, 3), 10.0 ** dice.between(-3, 3)
        pred, target = ([size * dice.between(-1, 1) for _ in range(n)] for _ in range(2))
        add_huber(cases, f"random_{i}", pred, target, delta)


def huber_long(cases):
    seed = 1400
    for n in (127, 128, 129, 1_000, 4_096, 200_000):
        for delta in (0.1, 1.0, 1.345, 1e6):
            pred, target = (Recipe("wide", seed + j, 23, 4) for j in (0, 1))
            add_huber(cases, f"long_{n}_{seed}", pred, target, delta, n)
            seed += 2


def huber_loss():
    version = f"{torch.__version__} ({debian('python3-torch')})"
    cases = Cases(f"torch.nn.functional.huber_loss: {version}")
    huber_edges(cases)
    huber_random(cases)
    huber_long(cases)
    cases.write("huber_loss")


# ---- streaming_prf: scikit-learn over the window, which river's Rolling keeps ----


class Rolling:
    """river's utils.Rolling of a confusion matrix, as documented: update, and revert what leaves."""

    def __init__(self, window):
        self.window, self.last = window, deque()
        self.counts = Counter()

    def update(self, outcome):
        if len(self.last) == self.window:
            self.counts[self.last.popleft()] -= 1
        self.last.append(outcome)
        self.counts[outcome] += 1


def sklearn_prf(window, beta):
    """NaN for what depends on zero_division. beta = 0 is the precision, as in later versions."""
    y, yhat = zip(*window)
    answers = []
    for zero_division in (0, 1):
        p, r, f, _ = precision_recall_fscore_support(
            y, yhat, beta=beta, labels=[1], average=None, zero_division=zero_division)
        answers.append((p[0], r[0], p[0] if beta == 0 else f[0]))
    return [float(a) if a == b else math.nan for a, b in zip(*answers)]


def add_prf(cases, name, y, yhat, window, beta=1.0, n=None):
    """After each outcome for a short stream, else after the last."""
    short = n is None
    n = len(y) if short else n
    rolling, said = Rolling(window), []
    for i, outcome in enumerate(zip(ints(y, n).tolist(), ints(yhat, n).tolist())):
        rolling.update(outcome)
        if short or i + 1 == n:
            said.append(sklearn_prf(rolling.last, beta))
    counts = [rolling.counts[outcome] for outcome in ((1, 1), (0, 1), (1, 0), (0, 0))]
    assert Counter(rolling.last) == +rolling.counts
    fields = dict(zip(("tp", "fp", "fn", "tn"), counts))
    if short:
        fields |= dict(zip(("precisions", "recalls", "fbetas"), map(list, zip(*said))))
    status = "ML_EDOM" if any(map(math.isnan, said[-1])) else "ML_OK"
    cases.add(name, n=n, window=window, beta=float(beta), y=y, yhat=yhat, status=status,
              last=said[-1], **fields)


def prf_edges(cases):
    y, yhat = [1, 0, 1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0, 0, 0]
    for beta in (1, 0, 0.5, 2, 10):
        for window in (1, 2, 4, 8, 9, 10):
            add_prf(cases, f"example_{window}_beta_{beta}", y, yhat, window, beta)
    add_prf(cases, "nothing_happens", [0] * 5, [0] * 5, 3)
    add_prf(cases, "all_missed", [1] * 5, [0] * 5, 3)
    add_prf(cases, "all_false", [0] * 5, [1] * 5, 3, 2)
    add_prf(cases, "all_found", [1] * 5, [1] * 5, 3, 2)
    add_prf(cases, "never_right", [1, 0, 1, 0], [0, 1, 0, 1], 3)


def prf_random(cases):
    dice = Dice(7)
    for i in range(60):
        n, window = 1 + dice.below(40), 1 + dice.below(16)
        positive, alarm = dice.unit() ** 2, dice.unit() ** 2
        y = [int(dice.chance(positive)) for _ in range(n)]
        yhat = [int(dice.chance((1 + alarm) / 2 if t else alarm)) for t in y]
        add_prf(cases, f"random_{i}", y, yhat, window, [1, 0.5, 3 * dice.unit()][dice.below(3)])


def prf_long(cases):
    seed = 1600
    for n, window in ((1_000, 100), (5_000, 255), (5_000, 256), (50_000, 257), (100_000, 70_000)):
        for beta in (1.0, 0.3, 2.5):
            y, yhat = Recipe("one_in", seed, 3), Recipe("one_in", seed + 1, 4)
            add_prf(cases, f"long_{n}_{window}_{seed}", y, yhat, window, beta, n)
            seed += 2


def streaming_prf():
    version = f"{sklearn.__version__} ({debian('python3-sklearn')})"
    cases = Cases(f"sklearn.metrics.precision_recall_fscore_support of each window: {version}")
    prf_edges(cases)
    prf_random(cases)
    prf_long(cases)
    cases.write("streaming_prf")


# ---- reservoir_weighted: drawing one after another, counted out; two weights: scipy ----


def drawing(w, k):
    """Each set of k as bits, with its probability: the sum over the orders of drawing it."""
    chance = {}
    for order in itertools.permutations(range(len(w)), k):
        p, left = Fraction(1), sum(w)
        for i in order:
            p *= w[i] / left
            if not p:
                break
            left -= w[i]
        bits = sum(1 << i for i in order)
        chance[bits] = chance.get(bits, 0) + p
    return chance


def add_sets(cases, name, w, k):
    chance = drawing([Fraction(x) for x in w], k)
    among = [float(sum(p for s, p in chance.items() if s >> i & 1)) for i in range(len(w))]
    share = [float(chance[s]) for s in sorted(chance)]
    cases.add(name, n=len(w), k=k, w=w, among=among, cells=len(share), share=share)


def sets_edges(cases):
    def add(*a):
        add_sets(cases, *a)

    add("by_hand", [1.0, 2.0, 3.0], 2)
    add("one_place", [1.0, 2.0, 3.0, 4.0], 1)
    add("all_but_one", [4.0, 1.0, 2.0, 3.0, 5.0], 4)
    add("all", [4.0, 1.0, 2.0], 3)
    add("one_item", [1e-300], 1)
    add("equal_weights", [0.3] * 7, 3)
    add("with_zeros", [0.0, 2.0, 0.0, 1.0, 3.0], 2)
    add("heavy_first", [100.0, 1.0, 2.0, 1.0, 1.0], 2)
    add("heavy_last", [1.0, 2.0, 1.0, 1.0, 100.0], 2)
    for unit in (1e-300, 1e-100, 1e-5, 1e5, 1e100, 2e299):
        add(f"unit_{unit}", [unit * x for x in (1, 2, 3, 4, 5)], 2)
    add("worlds_apart", [1e-300, 1e300, 3e-300, 2e-300], 2)
    add("worlds_apart_heavy_last", [1e-300, 3e-300, 2e-300, 1e300], 2)
    add("a_scale_of_weights", [1e-200, 1e-100, 1.0, 1e100, 1e200], 3)
    add("powers_of_ten", [1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2], 3)


def sets_random(cases):
    dice = Dice(7)
    for i in range(50):
        n = 2 + dice.below(5)
        kinds = [
            lambda: float(1 + dice.below(9)),
            lambda: 10.0 ** dice.between(-1, 1),
            lambda: 10.0 ** dice.between(-3, 3),
            lambda: float(dice.below(3)) * 1e-50,
        ]
        kind = kinds[dice.below(4)]
        w = [kind() for _ in range(n)]
        if positive := sum(x > 0 for x in w):
            add_sets(cases, f"random_{i}", w, 1 + dice.below(min(4, positive)))


def add_two_weights(cases, name, heavy, light, times, k):
    """How many of k drawn are heavy. The heavy ones lie anywhere among the light ones."""
    share = scipy.stats.nchypergeom_wallenius(heavy + light, heavy, k, times).pmf(np.arange(k + 1))
    n = heavy + light
    w = np.ones(n)
    w[np.argsort(draws(n, n))[:heavy]] = times
    cases.add(name, n=n, k=k, w=w.tolist(), heavy=float(times), cells=k + 1, share=share.tolist())


def two_weights(cases):
    for i, (heavy, light, times, k) in enumerate([
        (1, 9, 9, 1), (1, 9, 9, 5), (5, 5, 2, 5), (3, 40, 10, 4), (20, 20, 1.5, 10), (20, 20, 20, 20),
        (10, 50, 7, 33), (30, 10, 0.25, 12), (2, 60, 1e6, 8), (25, 75, 3, 64),
    ]):
        add_two_weights(cases, f"two_weights_{i}", heavy, light, times, k)


def check_law(w, k):
    """Wallenius' distribution, and what numpy and torch draw, are the law that is counted out."""
    chance = drawing([Fraction(x) for x in w], k)
    sets = sorted(chance)
    share = np.array([float(chance[s]) for s in sets])
    heavy = [i for i, x in enumerate(w) if x == max(w)]
    times = max(w) / min(w)
    found = scipy.stats.nchypergeom_wallenius(len(w), len(heavy), k, times).pmf(np.arange(k + 1))
    for h in range(k + 1):
        p = sum(float(chance[s]) for s in sets if sum(s >> i & 1 for i in heavy) == h)
        if abs(found[h] - p) > 1e-9:
            sys.exit(f"scipy: {h} of {k} are heavy with {found[h]}, not {p}")
    p, n, rounds = np.array(w) / sum(w), len(w), 40_000
    dice = np.random.default_rng(1)
    torch.manual_seed(1)
    samples = {
        "numpy": np.array([dice.choice(n, k, replace=False, p=p) for _ in range(rounds)]),
        "torch": torch.multinomial(torch.tensor(p).expand(rounds, n), k).numpy(),
    }
    for name, sample in samples.items():
        count = np.bincount((1 << sample).sum(axis=1), minlength=1 << n)[sets]
        if scipy.stats.chisquare(count, share * rounds).pvalue < 1e-6:
            sys.exit(f"{name} draws by another law")


def reservoir_weighted():
    check_law([3.0, 1.0, 3.0, 1.0, 1.0], 3)
    cases = Cases("orders of drawing counted out in exact fractions; two weights: "
                  f"scipy.stats.nchypergeom_wallenius {scipy.__version__}")
    sets_edges(cases)
    sets_random(cases)
    two_weights(cases)
    cases.write("reservoir_weighted")


# ---- cosine_topk: numpy, scikit-learn and FAISS ----


def numpy_similarities(q, x):
    q, x = q.astype(np.float64), x.astype(np.float64)
    lengths = [np.linalg.norm(v, axis=1, keepdims=True) for v in (q, x)]
    units = [v / np.where(n == 0, 1, n) for v, n in zip((q, x), lengths)]
    if all(np.all((n == 0) | (n > 1e-14)) for n in lengths):
        np.testing.assert_allclose(units[0] @ units[1].T, sklearn_cosine(q, x), rtol=0, atol=1e-14)
    return np.clip(units[0] @ units[1].T, -1, 1)


def faiss_topk(q, x, k):
    """Similarities alone: it promises no order of equal rows. Unit vectors as its users make them."""
    index = faiss.IndexFlatIP(x.shape[1])
    unit_q, unit_x = q.copy(), x.copy()
    faiss.normalize_L2(unit_q)
    faiss.normalize_L2(unit_x)
    index.add(unit_x)
    return index.search(unit_q, k)


def float_topk_can(q, x, k):
    """faiss.normalize_L2 squares in float32; a place past the rows is marked in another way."""
    lengths = np.linalg.norm(np.vstack([q, x]).astype(np.float64), axis=1)
    return k <= len(x) and bool(np.all((lengths == 0) | ((lengths > 1e-15) & (lengths < 1e15))))


def add_topk(cases, name, q, x, k, exact=False, recipe=None):
    q, x = (np.array(v, dtype=np.float32) for v in (q, x))
    (nq, d), rows = q.shape, len(x)
    idx, sim = np.full((nq, k), -1), np.full((nq, k), -math.inf)
    if rows:
        all_ = numpy_similarities(q, x)
        order = np.argsort(-all_.astype(np.float32), axis=1, kind="stable")[:, :k]
        idx[:, : order.shape[1]] = order
        sim[:, : order.shape[1]] = np.take_along_axis(all_, order, axis=1)
    found = faiss_topk(q, x, k)[0].ravel() if rows and float_topk_can(q, x, k) else None
    sizes = dict(n=(nq + rows) * d, n_groups=nq * k, nq=nq, rows=rows, d=d, k=k, exact=int(exact))
    v = recipe or np.concatenate([q.ravel(), x.ravel()]).tolist()
    lists = dict(idx=idx.ravel().tolist(), sim=sim.ravel(), faiss=found)
    cases.add(name, **sizes, v=v, **lists)


def topk_edges(cases):
    def add(*a, **k):
        add_topk(cases, *a, **k)

    five = [[4, 3], [-3, -4], [6, 8], [0, 0], [5, 0]]
    add("example", [[3, 4]], five, 3)
    add("example_with_empty_places", [[3, 4]], five, 7)
    add("no_rows", [[3, 4], [1, 0]], np.zeros((0, 2)), 2)
    add("one_row", [[3, 4]], [[4, 3]], 1)
    half = [[1, 1, 1, 1], [2, 0, 0, 0], [0, 0, 0, -4], [0, 0, 0, 0], [-1, -1, -1, -1]]
    twice = half + [[4 * e for e in row] for row in half]
    add("equal_rows", [[2, 2, 2, 2], [-1, -1, -1, -1]], twice, 10, exact=True)
    add("k_ends_among_equals", [[2, 2, 2, 2], [-1, -1, -1, -1]], twice, 3, exact=True)
    add("zero_query", [[0, 0], [1, 0]], [[1, 0], [0, 1], [-1, 0], [0, 0]], 4, exact=True)
    add("every_row_the_same", [[1, 1, 1, 1]], [[2, 2, 2, -2]] * 20, 7, exact=True)
    add("all_point_away", [[1, 2, 3]], [[-1, -2, -3.5], [-1, -1, 0], [0, -1, -5]], 2)
    scales = [FLT_MAX, 1e36, 1e20, 1.0, 1e-20, 1e-36, 1e-40, FLT_TRUE_MIN]
    many = [[s, -s, s] if i % 2 else [s, 0, s] for i, s in enumerate(scales)]
    for s in (FLT_MAX, 1.0, 1e-42):
        add(f"every_scale_{s:.0e}", [[s, s * 0.5, s * 0.25]], many, len(many))


def topk_random(cases):
    dice = Dice(5)
    for i in range(36):
        nq, rows, d = 1 + dice.below(6), 1 + dice.below(30), 1 + dice.below(24)
        scale = [10.0 ** dice.between(-5, 5) for _ in range(rows)]
        q = [[dice.between(-1, 1) for _ in range(d)] for _ in range(nq)]
        x = [[s * dice.between(-1, 1) for _ in range(d)] for s in scale]
        add_topk(cases, f"random_{i}", q, x, 1 + dice.below(rows + 2))
    for d in (33, 64, 100, 128):
        recipe = Recipe("wide", 1500 + d, 23, 2)
        v = values(recipe, 44 * d).reshape(44, d)
        add_topk(cases, f"random_of_{d}_elements", v[:4], v[4:], 10, recipe=recipe)


def cosine_topk():
    versions = f"scikit-learn's cosine_similarity {sklearn.__version__}"
    versions += f"; faiss.IndexFlatIP {faiss.__version__} ({debian('python3-faiss')})"
    cases = Cases(f"numpy in float64, agreeing with {versions}")
    topk_edges(cases)
    topk_random(cases)
    cases.write("cosine_topk")


# ---- softmax_xent: torch ----


def torch_xent(z, y, ignore_index, smoothing, reduction):
    """Loss and derivative, in the type of z."""
    logits = torch.tensor(z, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(
        logits,
        torch.tensor(y),
        ignore_index=ignore_index,
        reduction=reduction,
        label_smoothing=smoothing,
    )
    loss.sum().backward()
    return loss.detach().double().numpy(), logits.grad.double().numpy()


def add_xent(cases, name, z, y, smoothing=0.0, ignore_index=-100, long=False):
    """Each reduction's loss; but for a long one each row's, and both derivatives as well."""
    in_float = np.array(z, dtype=np.float32)
    (n, c), in_double, labels = in_float.shape, in_float.astype(np.float64), np.array(y)
    how = labels, ignore_index, smoothing
    mean, dz_mean = torch_xent(in_double, *how, "mean")
    total, dz_sum = torch_xent(in_double, *how, "sum")
    each, dz_each = torch_xent(in_double, *how, "none")
    assert (dz_each == dz_sum).all()
    float_mean, _ = torch_xent(in_float, *how, "mean")
    cases.add(
        name,
        n=n,
        c=c,
        cells=n * c,
        ignore_index=ignore_index,
        smoothing=float(smoothing),
        z=in_float.ravel().tolist(),
        y=labels.tolist(),
        status="ML_EDOM" if np.isnan(mean) else "ML_OK",
        mean=float(mean),
        sum=float(total),
        none=None if long else each.tolist(),
        dz_mean=None if long else dz_mean.ravel().tolist(),
        dz_sum=None if long else dz_sum.ravel().tolist(),
        mean_float=float(float_mean),
    )


def xent_edges(cases):
    def add(*a, **k):
        add_xent(cases, *a, **k)

    by_hand = [[0, math.log(2), 0], [math.log(3), 0, 0], [5, 6, 7]]
    add("by_hand", by_hand, [1, 1, -100])
    add("by_hand_smoothed", by_hand, [1, 1, -100], 0.3)
    add("ignored_label_is_a_class", by_hand, [0, 1, 2], 0.0, 1)
    add("ignored_label_is_a_class_smoothed", by_hand, [0, 1, 2], 0.3, 1)
    add("ignored_label_is_minus_one", by_hand, [-1, 1, 2], 0.1, -1)
    add("ignored_label_is_no_label", by_hand, [0, 1, 2], 0.1, 77)
    for smoothing in (0.0, 0.3):
        add(f"all_rows_ignored_{smoothing}", by_hand, [-100] * 3, smoothing)
        add(f"one_class_{smoothing}", [[3], [-200], [0]], [0, 0, 0], smoothing)
        add(f"largest_twice_{smoothing}", [[2, 2, 0]] * 3, [0, 1, 2], smoothing)
        add(f"both_zeros_{smoothing}", [[0.0, -0.0], [-0.0, 0.0]], [0, 0], smoothing)
        for shift in (-1e4, -90, 90, 1e4):
            z = [[shift, shift + 1, shift - 2]] * 3
            add(f"shifted_by_{shift}_{smoothing}", z, [0, 1, 2], smoothing)
        for size in (1e-30, 1e-3, 17, 36, 40, 88, 104, 700, 710, 746, 1e4, 1e30):
            z = [[0, -size, -2 * size]] * 3
            add(f"size_{size}_{smoothing}", z, [0, 1, 2], smoothing)
    add("huge_logits", [[2.0**126, -(2.0**126)], [2.0**126, -(2.0**126)]], [0, 1])
    add("least_floats", [[FLT_TRUE_MIN, -FLT_TRUE_MIN]], [1])
    add("nearly_all_smoothed", by_hand, [1, 1, 0], 1 - 2.0**-53)


def xent_random(cases):
    dice = Dice(5)
    for i in range(45):
        n, c = 1 + dice.below(6), 1 + dice.below(12)
        size = 10.0 ** dice.between(-2, 2)
        z = [[size * dice.between(-1, 1) for _ in range(c)] for _ in range(n)]
        ignore_index = dice.below(c) if dice.chance(0.2) else -100
        y = [ignore_index if dice.chance(0.2) else dice.below(c) for _ in range(n)]
        add_xent(cases, f"random_{i}", z, y, dice.unit() if dice.chance(0.5) else 0.0, ignore_index)


def xent_long(cases):
    seed = 2400
    for n, c in ((2, 500), (30, 33), (150, 4)):
        for smoothing in (0.0, 0.1):
            z = Recipe("wide", seed, 7, 4).make(n * c).reshape(n, c)
            y = ints(Recipe("below", seed + 1, c), n)
            y[::7] = -100
            y[0] = 0
            add_xent(cases, f"long_{n}_{c}_{smoothing}", z, y, smoothing, long=True)
            seed += 2


def softmax_xent():
    version = f"{torch.__version__} ({debian('python3-torch')})"
    cases = Cases(f"torch.nn.functional.cross_entropy: {version}")
    xent_edges(cases)
    xent_random(cases)
    xent_long(cases)
    cases.write("softmax_xent")


if __name__ == "__main__":
    roc_auc()
    cosine_similarity()
    streaming_moments()
    demographic_parity()
    equalized_odds()
    bce_logits()
    huber_loss()
    streaming_prf()
    reservoir_weighted()
    cosine_topk()
    softmax_xent()
