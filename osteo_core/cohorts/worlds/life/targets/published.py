"""What is drawn beside the survey's answers: published figures and stated effects beside what the world gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import ETHNICITIES
from osteo_core.cohorts.worlds.life.genes import snp_names
from osteo_core.cohorts.worlds.life.markers import FIELDS as MARKERS
from osteo_core.cohorts.worlds.life.micro import FIELDS as MICRO
from osteo_core.cohorts.worlds.life.micro import neck_correlation
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.cohorts.worlds.lines import Line, between, near
from osteo_core.cohorts.worlds.paper.discrimination import expected_auc
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort


def partial(x: np.ndarray, y: np.ndarray, *given: np.ndarray) -> float:
    """Correlation of x and y (n,) given others, by regressions linear in them."""
    design = np.column_stack([np.ones(len(x)), *given])
    left = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y)]
    return float(np.corrcoef(*left)[0, 1])


def markers(cohort: VirtualCohort, parameters: Parameters) -> Iterator[Line]:
    """Geometric means and SDs by group; correlations given age and BMI."""
    table = cohort.table
    groups = {"premenopausal": table["postmenopausal"] == 0, "postmenopausal": table["postmenopausal"] == 1, "men": table["sex"] == "male"}
    no_steroids = table["glucocorticoid_use"] == 0
    for field in MARKERS:
        for (group, rows), (level, sd) in zip(groups.items(), getattr(parameters.markers, field).value, strict=True):
            log = np.log(table[field][rows & no_steroids].to_numpy())
            yield near("Turnover markers, geometric mean", f"{field}, {group}", level, float(np.exp(log.mean())), 0.05 * level)
            yield near("Turnover markers, SD of the logarithm", f"{field}, {group}", sd, log.std(), 0.05 * sd)
        past = (groups["postmenopausal"] & no_steroids).to_numpy()
        age, bmi = table["age"].to_numpy()[past], table["bmi"].to_numpy()[past]
        neck = np.log(cohort.truth["true_femoral_neck_bmd"].to_numpy()[past])
        log = np.log(table[field].to_numpy()[past])
        r = parameters.markers.neck_r.value[field]
        title = "Turnover markers, correlation in postmenopausal women"
        yield near(title, f"{field} with neck BMD, given age and BMI", r, partial(log, neck, age, age**2, bmi), 0.04)
        yield near(title, f"{field} with BMI, given age", parameters.markers.bmi_r.value, partial(log, bmi, age), 0.06)
    use = ~no_steroids
    of_group = np.select([rows.to_numpy() for rows in groups.values()], range(len(groups)))
    for field, ratio in parameters.markers.glucocorticoids.value.items():
        log = np.log(table[field])
        centred = log - log[no_steroids].groupby(of_group[no_steroids]).mean().to_numpy()[of_group]
        found = np.exp(centred[use].mean())
        yield near("Turnover markers, ratio with glucocorticoids", field, ratio, float(found), 0.06)


def microarchitecture(cohort: VirtualCohort, parameters: Parameters) -> Iterator[Line]:
    """Means relative to the published line of age, SDs, and correlations within sex and age."""
    table, r = cohort.table, neck_correlation(parameters)
    published = np.array(parameters.micro.correlation.value)
    for place, sex in enumerate(("female", "male")):
        rows = (table["sex"] == sex).to_numpy()
        age, z = table["age"].to_numpy()[rows], cohort.truth["neck_z_of_age"].to_numpy()[rows]
        logs = {field: np.log(table[field].to_numpy()[rows]) for field in MICRO}
        for i, field in enumerate(MICRO):
            mean, sd, change = getattr(parameters.micro, field).value[place]
            expected = mean * (1.0 + change / 100.0 * (age - parameters.micro.age_from.value))
            relative = np.exp(logs[field]) / expected
            yield near("HR-pQCT, mean / published mean at that age", f"{field}, {sex}", 1.0, relative.mean(), 0.02)
            wide = parameters.micro.wider.value * sd / mean
            yield near("HR-pQCT, coefficient of variation at one age", f"{field}, {sex}", wide, relative.std(), 0.08 * wide)
            yield near("HR-pQCT, correlation with neck BMD within sex and age", f"{field}, {sex}", r[i], partial(logs[field], z, age), 0.04)
            for j in range(i + 1, len(MICRO)):
                found = partial(logs[field], logs[MICRO[j]], age)
                yield near("HR-pQCT, correlation within sex and age", f"{field}, {MICRO[j]}, {sex}", published[i, j], found, 0.06)


def laboratory(cohort: VirtualCohort, parameters: Parameters) -> Iterator[Line]:
    """Vitamin D by ethnicity at the central BMI, calcium."""
    table = cohort.table
    for name in ETHNICITIES:
        rows = table[table["ethnicity"] == name]
        mean, sd = getattr(parameters.vitamin_d, name).value
        per_bmi = parameters.vitamin_d.per_bmi_african.value if name == "african" else parameters.vitamin_d.per_bmi.value
        at_centre = rows["vitamin_d_25oh"] - per_bmi * (rows["bmi"] - parameters.vitamin_d.bmi_centre.value)
        yield near("Vitamin D, nmol/L", f"{name}, mean at BMI {parameters.vitamin_d.bmi_centre.value:g}", mean, at_centre.mean(), 2.5)
        yield near("Vitamin D, nmol/L", f"{name}, SD at that BMI", sd, at_centre.std(), 2.5)
    z = cohort.truth["neck_z"].to_numpy()
    for name, r in (("european", parameters.vitamin_d.neck_r.value), ("african", 0.0)):
        group = (table["ethnicity"] == name).to_numpy()
        found = partial(np.log(table["vitamin_d_25oh"].to_numpy()[group]), z[group], table["bmi"].to_numpy()[group])
        yield near("Vitamin D, correlation with neck BMD", name, r, found, 0.04)
    level, sd = parameters.calcium.serum.value
    yield near("Calcium", "serum, mean, mmol/L", level, table["serum_calcium"].mean(), 0.005)
    yield near("Calcium", "serum, SD", sd, table["serum_calcium"].std(), 0.005)
    edges = (*parameters.calcium.intake_ages.value, 200.0)
    for sex, means in (("female", parameters.calcium.intake_women.value), ("male", parameters.calcium.intake_men.value)):
        for low, high, mean in zip(edges[:-1], edges[1:], means, strict=True):
            rows = table[(table["sex"] == sex) & table["age"].between(low, high, inclusive="left")]
            yield near("Calcium", f"intake, {sex}, from {low:g}, mg/day", mean, rows["calcium_intake"].mean(), 0.03 * mean)


def genes(cohort: VirtualCohort, parameters: Parameters) -> Iterator[Line]:
    """How much of neck BMD the panel explains, on half of the people, by coefficients from the other half."""
    snps = list(snp_names())
    european = (cohort.table["ethnicity"] == "european").to_numpy()
    dosages, z = cohort.table[snps].to_numpy(float)[european], cohort.truth["neck_z"].to_numpy()[european]
    design = np.column_stack([np.ones(len(z)), dosages])
    half = len(z) // 2
    beta = np.linalg.lstsq(design[:half], z[:half], rcond=None)[0]
    found = float(np.corrcoef(design[half:] @ beta, z[half:])[0, 1])
    yield near("Genes", "correlation of the panel's score with neck BMD", parameters.genes.neck_r.value, found, 0.03)
    for rsid in ("rs1544410", "rs2277438"):
        frequencies = getattr(parameters.genes, rsid).value
        for name, frequency in zip(ETHNICITIES, frequencies, strict=True):
            rows = (cohort.table["ethnicity"] == name).to_numpy()
            yield near(
                "Genes",
                f"{rsid}, allele frequency, {name}",
                frequency,
                float(cohort.table[rsid][rows].mean() / 2),
                max(0.02, 2.0 / np.sqrt(rows.sum())),
            )


def balance_and_gait(cohort: VirtualCohort, parameters: Parameters) -> Iterator[Line]:
    """Speed, stance and falls by age; sway, step length variability and correlations."""
    table, p = cohort.table, parameters.movement
    age = table["age"].to_numpy()
    centres = np.array(p.decades.value)
    for i, centre in enumerate(centres):
        decade = (age >= centre - 5) & ((age < centre + 5) | (i == len(centres) - 1))
        for sex, speeds in (("female", p.speed_women.value), ("male", p.speed_men.value)):
            found = table["gait_speed"].to_numpy()[decade & (table["sex"] == sex).to_numpy()]
            yield near("Gait speed, m/s", f"{sex}, around {centre:g}", speeds[i] + p.speed_unselected.value, found.mean(), 0.03)
        stance = table["single_leg_stance"].to_numpy()[decade]
        yield near("Single-leg stance, s", f"around {centre:g}, mean", p.stance.value[i], stance.mean(), 1.5)
        yield near("Single-leg stance, s", f"around {centre:g}, SD", p.stance_sd.value[i], stance.std(), 1.5)
    pairs = {"45 to 64": (45, 65, 0.18), "65 to 74": (65, 75, 0.267), "75 to 84": (75, 85, 0.298), "85 and over": (85, 200, 0.365)}
    for name, (low, high, share) in pairs.items():
        found = table["falls_12m"][(age >= low) & (age < high)].mean()
        yield near("Falls in a year, %", name, 100 * share, 100 * float(found), 2.0)
    start, per_year, male = p.sway.value
    left = np.log(table["sway_velocity"].to_numpy()) - start - per_year * age - male * (table["sex"] == "male").to_numpy()
    yield near("Balance and gait", "sway, mean of ln v less the published line", 0.0, left.mean(), 0.01)
    yield near("Balance and gait", "sway, SD around it", p.sway_sd.value, left.std(), 0.01)
    speed = table["gait_speed"].to_numpy()
    yield near("Balance and gait", "correlation of speed with age", -0.45, float(np.corrcoef(age, speed)[0, 1]), 0.05)
    male_sex = (table["sex"] == "male").to_numpy(float)
    bmi, stance = table["bmi"].to_numpy(), table["single_leg_stance"].to_numpy()
    yield near("Balance and gait", "correlation of speed with BMI, given age", p.speed_bmi_r.value, partial(speed, bmi, age), 0.04)
    yield near(
        "Balance and gait", "correlation of speed with stance, given age and sex", 0.40, partial(speed, stance, age, age**2, male_sex), 0.05
    )
    sway = np.log(table["sway_velocity"].to_numpy())
    yield near(
        "Balance and gait", "correlation of speed with sway, given age and sex", -0.20, partial(speed, sway, age, age**2, male_sex), 0.05
    )
    log_cv = np.log(table["step_length_cv"].to_numpy())
    for at, target in zip(p.step_cv_ages.value, p.step_cv.value, strict=True):
        found = float(np.exp(log_cv[np.abs(age - at) < 2].mean()))
        yield near("Balance and gait", f"step-length CV at {at:g}, geometric mean, %", target, found, 0.1)


def hazards(cohort: VirtualCohort) -> Iterator[Line]:
    """What the additions amount to, and how far risks can be told apart with everything known."""
    truth = cohort.truth
    section = "What the additions do"
    for block in ("markers", "micro", "movement", "vitamin_d", "genes"):
        for of in ("log_factor", "log_factor_hip"):
            factor = np.exp(truth[f"{block}_{of}"].to_numpy())
            yield near(section, f"{block}, mean factor, {'hip' if of.endswith('hip') else 'other'}", 1.0, factor.mean(), 0.01)
    yield near(section, "SD of their logarithms together, fractures other than of the hip", 0.35, truth["log_factor"].std(), 0.05)
    section = "Best possible AUC (expected, from the true probabilities)"
    for name, p, target in (("major", "p_fracture", 0.75), ("hip", "p_hip_fracture", 0.87)):
        yield near(section, f"{name}, 40 and over", target, expected_auc(truth[p].to_numpy()), 0.03)
    yield between(
        section, "share of people with a hip risk above their major risk", float((truth.p_hip_fracture > truth.p_fracture).mean()), 0, 0
    )
