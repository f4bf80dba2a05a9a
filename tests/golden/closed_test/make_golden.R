# Closed testing (Vergouwe et al. 2017) with R's glm: coefficients, standard errors, likelihood-ratio statistics and the choice.
# Rscript make_golden.R (in this folder). The tables are made here, so that nothing of ours is in them.
set.seed(20250374)
RNGversion("4.2.0")
options(digits = 17)
worlds <- list(
  as_it_is  = function(lp, age, sex, bmi, pf) lp,
  shifted   = function(lp, age, sex, bmi, pf) lp + 0.9,
  too_steep = function(lp, age, sex, bmi, pf) 0.3 + 0.55 * lp,
  other     = function(lp, age, sex, bmi, pf) -4.5 + 0.8 * lp + 0.55 * age + 0.6 * sex - 0.03 * bmi + 0.9 * pf
)
n <- 900
tables <- list(); coefs <- list(); tests <- list()
for (name in names(worlds)) {
  age <- round(runif(n, 45, 90), 1) / 10
  sex <- rbinom(n, 1, 0.7)
  bmi <- round(rnorm(n, 25, 4), 1)
  pf <- rbinom(n, 1, 0.2)
  lp <- round(rnorm(n, -1.2, 1.3), 6)
  y <- rbinom(n, 1, plogis(worlds[[name]](lp, age, sex, bmi, pf)))
  fits <- list(
    original = glm(y ~ offset(lp) - 1, family = binomial),
    intercept = glm(y ~ offset(lp), family = binomial, control = list(epsilon = 1e-14, maxit = 100)),
    logistic = glm(y ~ lp, family = binomial, control = list(epsilon = 1e-14, maxit = 100)),
    revision = glm(y ~ lp + age + sex + bmi + pf, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
  )
  loglik <- c(sum(dbinom(y, 1, plogis(lp), log = TRUE)), sapply(fits[-1], logLik))
  p <- 5
  df <- c(p + 1, p, p - 1)
  statistic <- 2 * (loglik[4] - loglik[1:3])
  pvalue <- pchisq(statistic, df, lower.tail = FALSE)
  kept <- which(pvalue >= 0.05)
  chosen <- c("none", "intercept", "logistic", "revision")[if (length(kept)) kept[1] else 4]
  tables[[name]] <- data.frame(world = name, y, lp, age_per_10_years = age, sex_female = sex, bmi, prior_fracture = pf)
  for (m in names(fits)[-1]) {
    s <- summary(fits[[m]])$coefficients
    coefs[[paste(name, m)]] <- data.frame(world = name, model = m, term = rownames(s), estimate = s[, 1], error = s[, 2])
  }
  tests[[name]] <- data.frame(world = name, model = c("original", "intercept", "logistic"), statistic, df, p = pvalue, chosen)
}
write.csv(do.call(rbind, tables), "table.csv", row.names = FALSE)
write.csv(do.call(rbind, coefs), "coefficients.csv", row.names = FALSE)
write.csv(do.call(rbind, tests), "tests.csv", row.names = FALSE)
writeLines(sprintf('{"R": "%s", "package": "stats"}', getRversion()), "versions.json")
