# Golden numbers for ICI, E50, E90 and Emax, for people with weights, and for weighted quantiles. Run here: Rscript make_golden.R
suppressMessages({library(rms); library(sandwich)})
set.seed(20261125)
n <- 500
latent <- rnorm(n)
# Predictions too extreme and bent, so that there is something to find; weights are counts of people.
table <- data.frame(outcome = rbinom(n, 1, plogis(latent - 0.8)), prediction = round(plogis(1.4 * latent + 0.25 * latent^2 - 1.1), 6),
                    weight = sample(1:4, n, replace = TRUE), fraction = round(runif(n, 0.6, 2.4), 6))
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)

four <- function(observed, predicted) {
  distance <- abs(observed - predicted)
  data.frame(ici = mean(distance), e50 = unname(quantile(distance, 0.5)), e90 = unname(quantile(distance, 0.9)), emax = max(distance))
}
spline <- function(people, knots) {
  people$logit <- qlogis(people$prediction)
  found <- lrm(outcome ~ rcs(logit, knots), data = people, tol = 1e-14, eps = 1e-12)
  four(plogis(found$linear.predictors), people$prediction)
}
# As Austin & Steyerberg fit it: loess of the outcome on the prediction with R's defaults.
smooth <- function(people) four(predict(loess(outcome ~ prediction, data = people)), people$prediction)
repeated <- table[rep(seq_len(n), table$weight), ]
errors <- rbind(cbind(smoother = "rcs3", people = "once", spline(table, 3)), cbind(smoother = "rcs4", people = "once", spline(table, 4)),
                cbind(smoother = "rcs5", people = "once", spline(table, 5)), cbind(smoother = "loess", people = "once", smooth(table)),
                cbind(smoother = "rcs4", people = "repeated", spline(repeated, 4)))
write.csv(format(errors, digits = 15, trim = TRUE), "errors.csv", row.names = FALSE, quote = FALSE)

# Weighted calibration: glm with weights and the sandwich covariance, people as independent.
table$logit <- qlogis(table$prediction)
control <- glm.control(epsilon = 1e-14, maxit = 100)
line <- function(figure, found, i) {
  half <- qnorm(0.975) * sqrt(sandwich(found)[i, i])
  data.frame(figure = figure, estimate = coef(found)[[i]], low = coef(found)[[i]] - half, high = coef(found)[[i]] + half)
}
quiet <- function(x) suppressWarnings(x) # glm remarks on non-integer successes
large <- quiet(glm(outcome ~ offset(logit), binomial, table, weights = fraction, control = control))
slope <- quiet(glm(outcome ~ logit, binomial, table, weights = fraction, control = control))
score <- weighted.mean((table$prediction - table$outcome)^2, table$fraction)
share <- weighted.mean(table$outcome, table$fraction)
single <- function(figure, value) data.frame(figure = figure, estimate = value, low = NA, high = NA)
weighted <- rbind(line("intercept", large, 1), line("slope", slope, 2), single("brier", score),
                  single("scaled_brier", 1 - score / (share * (1 - share))), single("mean_predicted", weighted.mean(table$prediction, table$fraction)))
write.csv(format(weighted, digits = 15, trim = TRUE), "weighted.csv", row.names = FALSE, quote = FALSE)

at <- c(0, 0.01, 0.1, 0.25, 0.5, 0.9, 0.99, 1)
quantiles <- data.frame(share = at, counted = unname(Hmisc::wtd.quantile(table$prediction, table$weight, at)),
                        fractional = unname(Hmisc::wtd.quantile(table$prediction, table$fraction, at)))
write.csv(format(quantiles, digits = 15, trim = TRUE), "quantiles.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "rms": "%s", "Hmisc": "%s", "sandwich": "%s", "seed": 20261125}', R.version.string, packageVersion("rms"),
                   packageVersion("Hmisc"), packageVersion("sandwich")), "versions.json")
