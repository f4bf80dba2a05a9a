# Golden numbers from R's riskRegression: cumulative/dynamic AUC(t) with Kaplan-Meier censoring weights. Run here: Rscript make_golden.R
suppressMessages({library(riskRegression); library(survival)})
set.seed(20130930)
n <- 320
marker <- round(rnorm(n), 1)                     # many ties
fracture <- rexp(n, 0.07 * exp(0.8 * marker))
death <- rexp(n, 0.04 * exp(0.3 * marker))
end <- runif(n, 1, 14)
first <- pmin(fracture, death, end)
event <- ifelse(end == first, 0, ifelse(fracture == first, 1, 2))
prediction <- round(plogis(-1 + marker), 6)
# `time` has no ties; `years` is whole, so that events, deaths and censorings tie in every way and with the times asked for.
table <- data.frame(time = round(first, 6), years = pmax(1, ceiling(first)), event, prediction)
stopifnot(!anyDuplicated(table$time))
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)

area <- function(time, event, times, what) {
  # An event counts as before a censoring of the same time: said to every program alike by moving the censorings a little.
  data <- data.frame(time = time + 1e-6 * (event == 0), event = event)
  formula <- if (any(event == 2)) Hist(time, event) ~ 1 else Surv(time, event) ~ 1
  found <- Score(list(m = table$prediction), formula, data = data, metrics = "auc", times = times, cens.model = "km", null.model = FALSE)
  score <- as.data.frame(found$AUC$score)
  data.frame(what, time = score$times, auc = score$AUC, se = score$se, low = score$lower, high = score$upper)
}
alone <- ifelse(table$event == 2, 0, table$event)  # deaths taken as censorings
uncensored <- ifelse(table$event == 0, 2, table$event)
save <- function(data, name) write.csv(format(data, digits = 15, trim = TRUE), name, row.names = FALSE, quote = FALSE)
save(rbind(area(table$time, table$event, c(2, 5, 8, 10), "deaths"), area(table$time, alone, c(2, 5, 8, 10), "no_deaths"),
           area(table$years, table$event, c(2, 5, 8, 10), "deaths_tied"), area(table$years, alone, c(2, 5, 8, 10), "no_deaths_tied"),
           area(table$time, uncensored, c(2, 5, 8), "nobody_censored")), "areas.csv")
versions <- sprintf('{"R": "%s", "riskRegression": "%s", "survival": "%s", "seed": 20130930, "scikit-survival": "0.28.0"}',
                    R.version.string, packageVersion("riskRegression"), packageVersion("survival"))
writeLines(versions, "versions.json")
