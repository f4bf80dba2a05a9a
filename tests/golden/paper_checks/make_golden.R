# Numbers for tests/paper/test_checks.py, from R's stats and pROC alone. Run in this folder: Rscript make_golden.R
suppressPackageStartupMessages(library(pROC))
set.seed(20250374)
out <- list()
add <- function(name, value) out[[length(out) + 1]] <<- data.frame(name = name, value = format(value, digits = 15))
exact <- function(n, mean, sd) as.numeric(scale(rnorm(n))) * sd + mean  # a sample with exactly this mean and SD
sizes <- c(2635, 3987, 6234)
for (what in list(list("age", c(64.1, 64.8, 65.2), c(9.3, 9.5, 9.7)), list("bmi", c(25.8, 25.5, 25.1), c(4.1, 4.0, 3.9)))) {
  y <- unlist(Map(exact, sizes, what[[2]], what[[3]]))
  fit <- summary(aov(y ~ factor(rep(1:3, sizes))))[[1]]
  add(paste0(what[[1]], "_f"), fit[["F value"]][1]); add(paste0(what[[1]], "_p"), fit[["Pr(>F)"]][1])
  add(paste0(what[[1]], "_mean"), mean(y)); add(paste0(what[[1]], "_sd"), sd(y))
}
for (what in list(list("female", c(1970, 3015, 4755)), list("smoking", c(421, 712, 1156)), list("alcohol", c(251, 408, 718)))) {
  test <- chisq.test(cbind(what[[2]], sizes - what[[2]]), correct = FALSE)
  add(paste0(what[[1]], "_chi2"), unname(test$statistic)); add(paste0(what[[1]], "_p"), test$p.value)
}
# Femoral neck BMD, normal in each class: the AUC as an integral of one class's density against the other's distribution.
density <- function(m, s) function(x) dnorm(x, m, s)
below <- function(x) pnorm(x, 0.65, 0.09)
one <- function(m, s) integrate(function(x) below(x) * density(m, s)(x), -1, 3, rel.tol = 1e-12)$value
add("femoral_neck_auc", (3987 * one(0.79, 0.08) + 2635 * one(0.94, 0.11)) / (3987 + 2635))
# Two normal groups of one SD with AUC 0.936: optimum of accuracy and the Brier score by numerical search and integration.
p <- 6234 / 12856; d <- uniroot(function(d) integrate(function(x) pnorm(x) * dnorm(x, d), -10, 20, rel.tol = 1e-12)$value - 0.936, c(0.1, 6), tol = 1e-12)$root
add("normal_accuracy", optimize(function(t) p * pnorm(t, d, lower.tail = FALSE) + (1 - p) * pnorm(t), c(-5, 8), maximum = TRUE, tol = 1e-10)$objective)
post <- function(x) p * dnorm(x, d) / (p * dnorm(x, d) + (1 - p) * dnorm(x))
add("normal_brier", integrate(function(x) (1 - post(x))^2 * p * dnorm(x, d) + post(x)^2 * (1 - p) * dnorm(x), -8, 10, rel.tol = 1e-10)$value)
add("normal_specificity", 1 - uniroot(function(f) pnorm(qnorm(f) + d) - 0.875, c(1e-6, 1 - 1e-6), tol = 1e-12)$root)
# DeLong's half-width of AUC 0.918 in 380 people, mean of 400 samples of a normal score: what an interval from the AUC alone should be near.
d <- sqrt(2) * qnorm(0.918)
add("delong_halfwidth", mean(replicate(400, { ci <- ci.auc(roc(rep(0:1, c(196, 184)), c(rnorm(196), rnorm(184, d)), quiet = TRUE)); (ci[3] - ci[1]) / 2 })))
# Two sexes with one prevalence: pooled AUC of everybody, and the AUC of pairs of different sexes.
n <- 4000; y <- rep(0:1, n); man <- rep(c(1, 1, 0, 0, 0, 0, 0, 0), n / 4); s <- rnorm(2 * n) + y * ifelse(man == 1, 2.3, 1.9) + 0.3 * man
area <- function(a, b) as.numeric(wilcox.test(s[a], s[b], exact = FALSE)$statistic) / (sum(a) * sum(b))
add("pooled_auc", area(y == 1, y == 0)); add("auc_men", area(y == 1 & man == 1, y == 0 & man == 1)); add("auc_women", area(y == 1 & man == 0, y == 0 & man == 0))
add("auc_between", (area(y == 1 & man == 1, y == 0 & man == 0) + area(y == 1 & man == 0, y == 0 & man == 1)) / 2)
write.csv(do.call(rbind, out), "table.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "pROC": "%s"}', getRversion(), packageVersion("pROC")), "versions.json")
