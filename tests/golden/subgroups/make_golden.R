# Golden numbers for differences between subgroups who have nobody in common. Run here: Rscript make_golden.R
suppressMessages(library(pROC))
table <- read.csv("../evaluate/table.csv")
table$line <- qlogis(table$p_new)
threshold <- 0.2
female <- table[table$g == "female", ]
male <- table[table$g == "male", ]
curve <- function(people) roc(people$y, people$p_new, direction = "<", levels = c(0, 1), quiet = TRUE)
areas <- roc.test(curve(female), curve(male), method = "delong", paired = FALSE)
# roc.test takes P from Welch's t; its statistic is the z.
row <- function(statistic, difference, z) data.frame(statistic = statistic, difference = difference, z = z, p = 2 * pnorm(-abs(z)))
from_glm <- function(statistic, found, name) {
  # Coefficients of males minus females in one model of both, so that the sign turns.
  part <- coef(summary(found))[name, ]
  row(statistic, -part[["Estimate"]], -part[["z value"]])
}
control <- glm.control(epsilon = 1e-14, maxit = 100)
large <- glm(y ~ g + offset(line), binomial, table, control = control)
slope <- glm(y ~ g * line, binomial, table, control = control)
counts <- function(people) {
  up <- people$p_new >= threshold
  with <- people$y == 1
  rbind(sensitivity = c(sum(up & with), sum(with)), specificity = c(sum(!up & !with), sum(!with)), ppv = c(sum(up & with), sum(up)),
        npv = c(sum(!up & !with), sum(!up)), accuracy = c(sum(up == with), nrow(people)))
}
shares <- do.call(rbind, lapply(rownames(counts(female)), function(name) {
  one <- counts(female)[name, ]
  other <- counts(male)[name, ]
  test <- prop.test(c(one[1], other[1]), c(one[2], other[2]), correct = FALSE)
  difference <- one[1] / one[2] - other[1] / other[2]
  found <- row(name, difference, sign(difference) * sqrt(unname(test$statistic)))
  stopifnot(abs(found$p - test$p.value) < 1e-12)
  found
}))
differences <- rbind(row("auc", unname(areas$estimate[1] - areas$estimate[2]), unname(areas$statistic)),
                     from_glm("calibration_intercept", large, "gmale"), from_glm("calibration_slope", slope, "gmale:line"), shares)
write.csv(format(differences, digits = 15, trim = TRUE), "differences.csv", row.names = FALSE, quote = FALSE)
ratio <- function(name, people) {
  # Debray et al., BMJ 2017;356:i6460: the variance of log(O:E) is (1 - O / N) / O.
  observed <- sum(people$y)
  half <- qnorm(0.975) * sqrt((1 - observed / nrow(people)) / observed)
  value <- observed / sum(people$p_new)
  data.frame(subgroup = name, estimate = value, low = exp(log(value) - half), high = exp(log(value) + half))
}
write.csv(format(rbind(ratio("all", table), ratio("female", female), ratio("male", male)), digits = 15, trim = TRUE), "observed_expected.csv",
          row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "pROC": "%s"}', R.version.string, packageVersion("pROC")), "versions.json")
