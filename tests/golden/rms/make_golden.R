# Golden numbers from R's rms: a flexible calibration curve with its band. Run here: Rscript make_golden.R
suppressMessages(library(rms))
set.seed(20261123)
n <- 400
latent <- rnorm(n)
# Predictions too extreme and bent, so that the curve has something to find.
table <- data.frame(outcome = rbinom(n, 1, plogis(latent - 0.8)), prediction = round(plogis(1.5 * latent + 0.3 * latent^2 - 1), 6))
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)
table$logit <- qlogis(table$prediction)
at <- c(0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
curve <- function(formula, knots) {
  found <- predict(lrm(formula, data = table, tol = 1e-14, eps = 1e-12), data.frame(logit = qlogis(at)), se.fit = TRUE)
  line <- unname(found$linear.predictors)
  half <- qnorm(0.975) * unname(found$se.fit)
  data.frame(knots = knots, predicted = at, observed = plogis(line), low = plogis(line - half), high = plogis(line + half))
}
curves <- rbind(curve(outcome ~ rcs(logit, 3), 3), curve(outcome ~ rcs(logit, 4), 4), curve(outcome ~ rcs(logit, 5), 5))
write.csv(format(curves, digits = 15), "curves.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "rms": "%s", "seed": 20261123}', R.version.string, packageVersion("rms")), "versions.json")
