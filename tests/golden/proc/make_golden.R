# Golden numbers from R's pROC: AUC, DeLong's interval and the paired DeLong test. Run here: Rscript make_golden.R
suppressMessages(library(pROC))
set.seed(20250822)
n <- 160
latent <- rnorm(n)
outcome <- rbinom(n, 1, plogis(1.2 * latent - 0.4))
table <- data.frame(outcome = outcome,
                    fine = round(plogis(latent + rnorm(n)), 6),
                    coarse = round(plogis(0.8 * latent + rnorm(n)), 1), # many ties
                    weak = round(plogis(0.1 * latent + rnorm(n)), 6))
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)

curves <- lapply(c("fine", "coarse", "weak"), function(name) roc(table$outcome, table[[name]], direction = "<", levels = c(0, 1), quiet = TRUE))
names(curves) <- c("fine", "coarse", "weak")
areas <- do.call(rbind, lapply(names(curves), function(name) {
  interval <- ci.auc(curves[[name]], method = "delong")
  data.frame(prediction = name, auc = as.numeric(auc(curves[[name]])), low = interval[1], high = interval[3], variance = var(curves[[name]], method = "delong"))
}))
write.csv(format(areas, digits = 17), "areas.csv", row.names = FALSE, quote = FALSE)

pairs <- list(c("fine", "coarse"), c("fine", "weak"), c("coarse", "weak"))
tests <- do.call(rbind, lapply(pairs, function(pair) {
  test <- roc.test(curves[[pair[1]]], curves[[pair[2]]], method = "delong", paired = TRUE)
  data.frame(first = pair[1], second = pair[2], difference = unname(test$estimate[1] - test$estimate[2]), low = test$conf.int[1],
             high = test$conf.int[2], z = unname(test$statistic), p = test$p.value)
}))
write.csv(format(tests, digits = 17), "tests.csv", row.names = FALSE, quote = FALSE)

# Calibration: glm on the logit, with slope and with the slope fixed at 1.
inside <- pmin(pmax(table$fine, 1e-6), 1 - 1e-6)
slope <- glm(outcome ~ qlogis(inside), family = binomial, data = table)
large <- glm(outcome ~ offset(qlogis(inside)), family = binomial, data = table)
weight <- rep(c(1, 2, 0.5, 1.25), length.out = n)
weighted <- suppressWarnings(glm(outcome ~ qlogis(inside), family = binomial, data = table, weights = weight))
calibration <- data.frame(slope = unname(coef(slope)[2]), intercept = unname(coef(large)[1]), weighted_slope = unname(coef(weighted)[2]),
                          brier = mean((inside - table$outcome)^2))
write.csv(format(calibration, digits = 17), "calibration.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "pROC": "%s", "seed": 20250822}', R.version.string, packageVersion("pROC")), "versions.json")
