# Golden numbers for the command "evaluate", from R's pROC, rms, Hmisc, glm and prop.test. Run here: Rscript make_golden.R
suppressMessages({library(pROC); library(rms)})
set.seed(20261124)
n <- 600
latent <- rnorm(n)
table <- data.frame(y = rbinom(n, 1, plogis(1.1 * latent - 0.9)),
                    p_new = round(plogis(1.3 * latent + 0.5 * rnorm(n) - 0.8), 6),
                    p_old = round(plogis(0.9 * latent + 1.2 * rnorm(n) - 0.6), 2)) # rounded, so with many ties
table$p_old <- pmin(pmax(table$p_old, 0.01), 0.99)
table$g <- sample(c("female", "male"), n, replace = TRUE)
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)

threshold <- 0.2
share <- function(name, count, of) {
  interval <- prop.test(count, of, correct = FALSE)$conf.int # Wilson's
  setNames(data.frame(count / of, interval[1], interval[2]), paste0(name, c("", "_low", "_high")))
}
one <- function(name, people) {
  y <- people$y
  p <- people[[name]]
  area <- ci.auc(roc(y, p, direction = "<", levels = c(0, 1), quiet = TRUE), method = "delong")
  harrell <- val.prob(p, y, pl = FALSE)
  large <- glm(y ~ offset(qlogis(p)), family = binomial, control = glm.control(epsilon = 1e-14))
  line <- qlogis(p)
  slope <- glm(y ~ line, family = binomial, control = glm.control(epsilon = 1e-14))
  wald <- function(fit, i) coef(fit)[i] + c(-1, 1) * qnorm(0.975) * sqrt(vcov(fit)[i, i])
  curve <- lrm(y ~ rcs(line, 4), tol = 1e-14, eps = 1e-12)
  distance <- abs(plogis(curve$linear.predictors) - p)
  up <- p >= threshold
  data.frame(model = name, n = length(y), events = sum(y), auc = area[2], auc_low = area[1], auc_high = area[3],
             brier = unname(harrell["Brier"]), val_prob_slope = unname(harrell["Slope"]), val_prob_c = unname(harrell["C (ROC)"]),
             intercept = unname(coef(large)), intercept_low = wald(large, 1)[1], intercept_high = wald(large, 1)[2],
             slope = unname(coef(slope)[2]), slope_low = wald(slope, 2)[1], slope_high = wald(slope, 2)[2],
             ici = mean(distance), e50 = unname(quantile(distance, 0.5)), e90 = unname(quantile(distance, 0.9)), emax = max(distance),
             share("sensitivity", sum(up & y == 1), sum(y == 1)), share("specificity", sum(!up & y == 0), sum(y == 0)),
             share("ppv", sum(up & y == 1), sum(up)), share("npv", sum(!up & y == 0), sum(!up)),
             share("accuracy", sum(up == (y == 1)), length(y)))
}
models <- do.call(rbind, lapply(c("all", "female", "male"), function(g) {
  people <- if (g == "all") table else table[table$g == g, ]
  cbind(group = g, do.call(rbind, lapply(c("p_new", "p_old"), one, people = people)))
}))
write.csv(format(models, digits = 17, trim = TRUE), "models.csv", row.names = FALSE, quote = FALSE)

curve <- function(name) roc(table$y, table[[name]], direction = "<", levels = c(0, 1), quiet = TRUE)
test <- roc.test(curve("p_new"), curve("p_old"), method = "delong", paired = TRUE)
# Category-free figures of yes/no predictions are the two-category ones.
categories <- Hmisc::improveProb(as.numeric(table$p_old >= threshold), as.numeric(table$p_new >= threshold), table$y)
risks <- Hmisc::improveProb(table$p_old, table$p_new, table$y)
comparison <- data.frame(auc_difference = unname(test$estimate[1] - test$estimate[2]), auc_difference_low = test$conf.int[1],
                         auc_difference_high = test$conf.int[2], z = unname(test$statistic), p = test$p.value,
                         nri_events = categories$nri.ev, nri_events_se = categories$se.nri.ev,
                         nri_nonevents = categories$nri.ne, nri_nonevents_se = categories$se.nri.ne, idi = risks$idi, idi_se = risks$se.idi)
write.csv(format(comparison, digits = 17, trim = TRUE), "comparison.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "pROC": "%s", "rms": "%s", "Hmisc": "%s", "seed": 20261124}', R.version.string, packageVersion("pROC"),
                   packageVersion("rms"), packageVersion("Hmisc")), "versions.json")
