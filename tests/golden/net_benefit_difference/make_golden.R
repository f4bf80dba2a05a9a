# Golden numbers for the paired difference of two net benefits, person by person in base R. Run here: Rscript make_golden.R
set.seed(20261126)
table <- read.csv("../evaluate/table.csv")
table$weight <- round(runif(nrow(table), 0.5, 2), 6)
write.csv(table[c("y", "p_new", "p_old", "weight")], "table.csv", row.names = FALSE, quote = FALSE)
own <- function(p, y, t) ifelse(p >= t, ifelse(y == 1, 1, -t / (1 - t)), 0)
one <- function(t, w, kind) {
  difference <- own(table$p_new, table$y, t) - own(table$p_old, table$y, t)
  value <- sum(w * difference) / sum(w)
  half <- qnorm(0.975) * sqrt(sum(w^2 * (difference - value)^2)) / sum(w)
  # The spread of 4000 bootstrap samples, for information.
  drawn <- replicate(4000, { i <- sample.int(nrow(table), replace = TRUE); sum((w * difference)[i]) / sum(w[i]) })
  data.frame(weights = kind, threshold = t, difference = value, low = value - half, high = value + half, bootstrap_se = sd(drawn))
}
at <- c(0.05, 0.1, 0.2, 0.25, 0.33, 0.5, 0.75, 0.9)
found <- rbind(do.call(rbind, lapply(at, one, rep(1, nrow(table)), "none")), do.call(rbind, lapply(at, one, table$weight, "weight")))
write.csv(format(found, digits = 15, trim = TRUE), "differences.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "seed": 20261126}', R.version.string), "versions.json")
