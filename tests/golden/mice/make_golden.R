# Golden numbers for multiple imputation, from R's mice. Run from this folder: Rscript make_golden.R
# Writes table.csv (a small table with gaps), estimates.csv (each completed table's regression), pooled.csv (mice's pool) and versions.json.
suppressPackageStartupMessages(library(mice))
set.seed(20250809)

n <- 400
age <- round(rnorm(n, 65, 9), 2)
bmi <- round(24 + 0.20 * (age - 65) + rnorm(n, 0, 3), 2)
fracture <- rbinom(n, 1, plogis(-1.2 + 0.06 * (age - 65) - 0.10 * (bmi - 24)))
bmd <- round(0.80 - 0.006 * (age - 65) + 0.014 * (bmi - 24) - 0.08 * fracture + rnorm(n, 0, 0.08), 4)

# Missing at random: the older and those with a low BMD lack more.
full <- data.frame(age, bmi, fracture, bmd)
lacking <- function(rate, by) runif(n) < plogis(qlogis(rate) + 0.6 * as.numeric(scale(by)))
full$bmi[lacking(0.35, age)] <- NA
full$fracture[lacking(0.35, -bmd)] <- NA
full$age[lacking(0.10, -bmd)] <- NA
write.csv(full, "table.csv", row.names = FALSE, na = "")

full$fracture <- factor(full$fracture)
m <- 100
imputed <- mice(full, m = m, maxit = 15, method = c(age = "norm", bmi = "norm", fracture = "logreg", bmd = ""), printFlag = FALSE, seed = 1)
fits <- with(imputed, lm(bmd ~ age + bmi + fracture))
each <- summary(fits)
each <- data.frame(draw = rep(seq_len(m), each = 4), term = as.character(each$term), estimate = each$estimate, std_error = each$std.error)
each$term <- sub("fracture1", "fracture", each$term)
write.csv(format(each, digits = 17), "estimates.csv", row.names = FALSE, quote = FALSE)

pooled_of <- function(draws, rule_df) {
  rows <- each[each$draw %in% draws, ]
  do.call(rbind, lapply(unique(rows$term), function(term) {
    one <- rows[rows$term == term, ]
    p <- pool.scalar(one$estimate, one$std_error^2, n = rule_df, k = if (is.finite(rule_df)) 4 else 1)
    half <- qt(0.975, p$df) * sqrt(p$t)
    data.frame(draws = length(draws), df_complete = if (is.finite(rule_df)) rule_df - 4 else Inf, term = term, estimate = p$qbar, within = p$ubar,
               between = p$b, total = p$t, df = p$df, fmi = p$fmi, low = p$qbar - half, high = p$qbar + half)
  }))
}
scalar <- rbind(pooled_of(1:5, n), pooled_of(1:5, Inf), pooled_of(1:m, n))
write.csv(format(scalar, digits = 17), "pooled.csv", row.names = FALSE, quote = FALSE)

# The same through pool() itself, which must agree with pool.scalar above.
whole <- summary(pool(fits), conf.int = TRUE)
stopifnot(max(abs(whole$estimate - scalar$estimate[9:12])) < 1e-12, max(abs(whole$df - scalar$df[9:12])) < 1e-6)

versions <- sprintf('{"R": "%s", "mice": "%s", "seed": 20250809, "m": %d, "maxit": 15}', R.version.string, packageVersion("mice"), m)
writeLines(versions, "versions.json")
