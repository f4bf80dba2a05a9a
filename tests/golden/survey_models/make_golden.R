# Golden numbers from R's survey: weighted calibration, net benefit and prevalence of one method. Run here: Rscript make_golden.R
suppressMessages(library(survey))
table <- read.csv("table.csv")
table$logit <- qlogis(table$prediction)
design <- svydesign(id = ~psu, strata = ~strata, weights = ~weight, data = table, nest = TRUE)
t <- qt(0.975, degf(design))
line <- function(figure, estimate, se) data.frame(figure = figure, estimate = estimate, low = estimate - t * se, high = estimate + t * se)
quiet <- function(x) suppressWarnings(x) # glm remarks on non-integer successes
control <- list(epsilon = 1e-14, maxit = 100)
large <- quiet(svyglm(outcome ~ offset(logit), design, family = quasibinomial(), control = control))
slope <- quiet(svyglm(outcome ~ logit, design, family = quasibinomial(), control = control))
# A person's own net benefit at 10 %: 1, -1/9 or 0.
design <- update(design, own = (prediction >= 0.1) * ifelse(outcome == 1, 1, -0.1 / 0.9))
benefit <- svymean(~own, design)
share <- svyciprop(~outcome, design, method = "logit", df = degf(design))
estimates <- rbind(line("intercept", coef(large)[[1]], SE(large)[[1]]), line("slope", coef(slope)[[2]], SE(slope)[[2]]),
                   line("net_benefit", coef(benefit)[[1]], SE(benefit)[[1]]),
                   data.frame(figure = "prevalence", estimate = coef(share)[[1]], low = confint(share)[[1]], high = confint(share)[[2]]))
write.csv(format(estimates, digits = 15), "estimates.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "survey": "%s"}', R.version.string, packageVersion("survey")), "versions.json")
