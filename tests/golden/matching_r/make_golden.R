# Golden propensity scores from R's glm, and pairs by the plainest search: everybody left, one person after another. Run here: python make_order.py && Rscript make_golden.R
set.seed(20261123)
n <- 260
age <- round(rnorm(n, 66, 9), 2)
bmi <- round(rnorm(n, 25, 4), 2)
female <- rbinom(n, 1, 0.75)
group <- rbinom(n, 1, plogis(-1.3 - 0.06 * (age - 66) + 0.08 * (bmi - 25) - 0.5 * (female - 0.75)))
fit <- glm(group ~ age + bmi + female, binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
logit <- unname(fit$linear.predictors)
table <- data.frame(row = seq_len(n) - 1, group, age, bmi, female, logit)
write.csv(format(table, digits = 15, trim = TRUE), "table.csv", row.names = FALSE, quote = FALSE)
width <- 0.2 * sqrt((var(logit[group == 1]) + var(logit[group == 0])) / 2)
ones <- table[group == 1, ]
ones <- ones[order(ones$logit), ]
# order.csv: a permutation drawn by numpy; its numbers that fit the size of the group, in that order.
drawn <- read.csv("order.csv")
ones <- ones[drawn$order[drawn$size == nrow(ones)] + 1, ]
free <- table[group == 0, ]
pairs <- NULL
for (i in seq_len(nrow(ones))) {
  distance <- abs(free$logit - ones$logit[i])
  nearest <- which.min(distance)
  if (distance[nearest] <= width) {
    pairs <- rbind(pairs, data.frame(one = ones$row[i], zero = free$row[nearest]))
    free <- free[-nearest, ]
  }
}
write.csv(pairs, "pairs.csv", row.names = FALSE, quote = FALSE)
matched <- pairs
difference <- function(one, zero, x) {
  v <- function(x) if (all(x %in% 0:1)) mean(x) * (1 - mean(x)) else var(x)
  (mean(x[one]) - mean(x[zero])) / sqrt((v(x[one]) + v(x[zero])) / 2)
}
balance <- do.call(rbind, lapply(c("age", "bmi", "female"), function(name) data.frame(covariate = name,
  before = difference(group == 1, group == 0, table[[name]]), after = difference(matched$one + 1, matched$zero + 1, table[[name]]))))
balance$caliper <- width
write.csv(format(balance, digits = 15, trim = TRUE), "balance.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "seed": 20261123}', R.version.string), "versions.json")
