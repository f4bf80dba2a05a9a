# Golden numbers from R's survival: Kaplan-Meier, log-rank, Cox (Efron), cox.zph, concordance. Run here: Rscript make_golden.R
suppressMessages(library(survival))
set.seed(20261123)
n <- 240
group <- sample(c("low", "middle", "high"), n, TRUE, c(0.4, 0.35, 0.25))
age <- round(rnorm(n, 66, 9), 1)
bmi <- round(rnorm(n, 25, 4), 1)
fracture <- rbinom(n, 1, 0.25)
score <- round(0.05 * (age - 66) + 0.6 * fracture + rnorm(n), 1)
# Whole years, so that events and censorings tie in every way; the effect of a fracture fades, so that hazards are not proportional.
rate <- 0.05 * exp(0.05 * (age - 66) - 0.03 * (bmi - 25) + c(low = 0, middle = 0.4, high = 0.9)[group])
early <- rexp(n, rate * exp(1.4 * fracture))
event_time <- ifelse(early < 4, early, 4 + rexp(n, rate))
censoring <- runif(n, 1, 15)
time <- pmax(1, ceiling(pmin(event_time, censoring)))
event <- as.integer(event_time <= censoring)
table <- data.frame(time, event, group, age, bmi, fracture, score)
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)
save <- function(data, name) write.csv(format(data, digits = 15, trim = TRUE), name, row.names = FALSE, quote = FALSE)

curve <- summary(survfit(Surv(time, event) ~ group, table, conf.type = "log-log"), censored = TRUE)
save(data.frame(group = sub("group=", "", as.character(curve$strata)), time = curve$time, at_risk = curve$n.risk, events = curve$n.event,
                survival = curve$surv, low = curve$lower, high = curve$upper), "curves.csv")
at <- summary(survfit(Surv(time, event) ~ group, table, conf.type = "log-log"), times = c(0, 0.5, 3, 5.5, 10))
save(data.frame(group = sub("group=", "", as.character(at$strata)), time = at$time, at_risk = at$n.risk, survival = at$surv), "at_times.csv")

test <- function(data, name) {
  found <- survdiff(Surv(time, event) ~ group, data)
  data.frame(test = name, group = sub("group=", "", names(found$n)), n = as.integer(found$n), observed = found$obs, expected = found$exp,
             chi2 = found$chisq, df = length(found$n) - 1, p = pchisq(found$chisq, length(found$n) - 1, lower.tail = FALSE))
}
save(rbind(test(table, "three"), test(subset(table, group != "middle"), "two")), "log_rank.csv")

control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
fit <- coxph(Surv(time, event) ~ age + bmi + fracture, table, ties = "efron", control = control)
found <- summary(fit)
save(data.frame(covariate = rownames(found$coefficients), coefficient = found$coefficients[, "coef"], se = found$coefficients[, "se(coef)"],
                hazard_ratio = found$conf.int[, "exp(coef)"], low = found$conf.int[, "lower .95"], high = found$conf.int[, "upper .95"],
                p = found$coefficients[, "Pr(>|z|)"]), "cox.csv")
zph <- function(transform) {
  found <- cox.zph(fit, transform = transform)$table
  data.frame(transform, covariate = rownames(found), chi2 = found[, "chisq"], df = found[, "df"], p = found[, "p"])
}
save(do.call(rbind, lapply(c("km", "rank", "identity"), zph)), "zph.csv")
harrell <- function(found, what) {
  half <- qnorm(0.975) * sqrt(found$var)
  data.frame(what, c = found$concordance, low = found$concordance - half, high = found$concordance + half)
}
save(rbind(harrell(concordance(fit), "cox"), harrell(concordance(Surv(time, event) ~ score, table, reverse = TRUE), "score")), "concordance.csv")
save(data.frame(null = fit$loglik[1], fitted = fit$loglik[2]), "log_likelihood.csv")
writeLines(sprintf('{"R": "%s", "survival": "%s", "seed": 20261123}', R.version.string, packageVersion("survival")), "versions.json")
