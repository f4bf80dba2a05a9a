# Golden numbers from R's survey: weighted means and proportions by domain. Run here: Rscript make_golden.R
# table.csv is made up; nhanes.csv (see README.md) is written from the shipped extract and is not kept.
suppressMessages(library(survey))
set.seed(20251123)

# What svyciprop's method "logit" means, without its iterative fit, which stops some 1e-8 short
logit_interval <- function(m, variable, df) {
  odds <- eval(bquote(svycontrast(m, quote(log(.(as.name(variable)) / (1 - .(as.name(variable))))))))
  plogis(coef(odds)[[1]] + c(-1, 1) * qt(0.975, df) * SE(odds)[[1]])
}

estimates <- function(design, name, variable, domain, label) {
  part <- subset(design, domain & !is.na(design$variables[[variable]]))
  df <- degf(part)
  binary <- all(part$variables[[variable]] %in% c(0, 1))
  formula <- as.formula(paste0("~", variable))
  m <- svymean(formula, part)
  ends <- if (binary) logit_interval(m, variable, df) else confint(m, df = df)
  if (binary) stopifnot(all.equal(as.numeric(ends), as.numeric(attr(svyciprop(formula, part, method = "logit"), "ci")), tolerance = 1e-7))
  data.frame(table = name, variable = variable, domain = label, kind = if (binary) "proportion" else "mean", estimate = coef(m)[[1]],
             se = SE(m)[[1]], low = ends[1], high = ends[2], df = df, n = nrow(part$variables))
}

# 9 strata of 2 or 3 PSUs numbered from 1 in each; some weights 0 or missing; a domain that misses whole PSUs
psus <- do.call(rbind, lapply(1:9, function(s) data.frame(stratum = 100 + s, psu = seq_len(2 + (s %% 4 == 0)))))
table <- psus[rep(seq_len(nrow(psus)), times = 12 + (seq_len(nrow(psus)) * 7) %% 11), ]
n <- nrow(table)
table$weight <- round(exp(rnorm(n, 9, 0.8)), 4)
table$weight[sample(n, 12)] <- 0
level <- rnorm(nrow(psus))[match(paste(table$stratum, table$psu), paste(psus$stratum, psus$psu))]
table$bmd <- round(0.8 + 0.05 * level + rnorm(n, 0, 0.12), 4)
table$bmd[sample(n, 20)] <- NA
table$yes <- as.numeric(rnorm(n) + level > 1)
table$yes[sample(n, 15)] <- NA
table$rare <- as.numeric(table$stratum <= 103 & runif(n) < 0.25)
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE)
design <- subset(svydesign(~psu, strata = ~stratum, weights = ~weight, data = table, nest = TRUE), weight > 0)
v <- design$variables
results <- rbind(estimates(design, "made_up", "bmd", rep(TRUE, nrow(v)), "all"), estimates(design, "made_up", "bmd", v$rare == 1, "rare"),
                 estimates(design, "made_up", "yes", rep(TRUE, nrow(v)), "all"), estimates(design, "made_up", "yes", v$rare == 1, "rare"))

# Real people: weights of cycles E, H and P combined by their years; P has nobody under 50
people <- read.csv("nhanes.csv")
people <- people[!is.na(people$survey_weight), ]
years <- c(E = 2, H = 2, P = 3.2)
people$w <- people$survey_weight * years[people$cycle] / ifelse(people$age >= 50, 7.2, 4)
design <- subset(svydesign(~survey_psu, strata = ~survey_strata, weights = ~w, data = people, nest = TRUE), w > 0)
v <- design$variables
for (sex in c("female", "male")) {
  results <- rbind(results, estimates(design, "nhanes", "osteoporosis", v$age >= 50 & v$sex == sex, paste0(sex, "_50")))
}
for (status in c("normal", "osteopenia", "osteoporosis")) {
  known <- v$status == status
  for (variable in c("age", "femoral_neck_bmd", "bmi", "current_smoking", "parental_hip_fracture")) {
    results <- rbind(results, estimates(design, "nhanes", variable, known, status))
  }
}
write.csv(format(results, digits = 17), "estimates.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "survey": "%s", "seed": 20251123}', R.version.string, packageVersion("survey")), "versions.json")
