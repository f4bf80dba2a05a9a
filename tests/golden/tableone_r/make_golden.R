# Golden numbers for Table 1 from R's own stats. Run here: Rscript make_golden.R
set.seed(20261123)
n <- 180
group <- rep(c("a", "b", "c"), c(70, 60, 50))
shift <- c(a = 0, b = 0.4, c = 0.7)[group]
table <- data.frame(group,
                    normal = round(qnorm(ppoints(n))[sample(n)] * 5 + 60 + 4 * shift, 3),
                    skewed = round(rexp(n) * (1 + shift), 4), tied = rpois(n, 3 + shift),
                    yes = rbinom(n, 1, 0.3 + 0.2 * shift), rare = rbinom(n, 1, 0.05),
                    kind = sample(c("x", "y", "z"), n, TRUE))
for (name in setdiff(names(table), "group")) table[[name]][sample(n, 6)] <- NA
write.csv(table, "table.csv", row.names = FALSE, quote = FALSE, na = "")
two <- subset(table, group != "c")
row <- function(groups, field, test, statistic, p, shapiro = NA) data.frame(groups, field, test, statistic = unname(statistic), p, shapiro)
rows <- list()
add <- function(...) rows[[length(rows) + 1]] <<- row(...)
for (name in c("normal", "skewed", "tied")) {
  shapiro <- function(data) min(tapply(data[[name]], data$group, function(x) shapiro.test(x)$p.value))
  formula <- reformulate("group", name)
  if (name == "normal") {
    found <- t.test(formula, two)
    add(2, name, "t", found$statistic, found$p.value, shapiro(two))
    found <- summary(aov(formula, table))[[1]]
    add(3, name, "anova", found$`F value`[1], found$`Pr(>F)`[1], shapiro(table))
  } else {
    found <- wilcox.test(formula, two, exact = FALSE)
    add(2, name, "mann_whitney", found$statistic, found$p.value, shapiro(two))
    found <- kruskal.test(formula, table)
    add(3, name, "kruskal_wallis", found$statistic, found$p.value, shapiro(table))
  }
}
for (name in c("yes", "kind")) for (data in list(two, table)) {
  found <- chisq.test(table(data$group, data[[name]]), correct = FALSE)
  add(length(unique(data$group)), name, "chi_square", found$statistic, found$p.value)
}
add(2, "rare", "fisher", NA, fisher.test(table(two$group, two$rare))$p.value)
save <- function(data, name) write.csv(format(data, digits = 15, trim = TRUE), name, row.names = FALSE, quote = FALSE)
save(do.call(rbind, rows), "tests.csv")
pairs <- function(field, found) {
  p <- found$p.value
  data.frame(field, first = c("a", "a", "b"), second = c("b", "c", "c"), p_bonferroni = c(p["b", "a"], p["c", "a"], p["c", "b"]))
}
save(rbind(pairs("normal", pairwise.t.test(table$normal, table$group, "bonferroni", pool.sd = FALSE)),
           pairs("skewed", pairwise.wilcox.test(table$skewed, table$group, "bonferroni", exact = FALSE))), "pairs.csv")
small <- head(subset(table, group == "a" & !is.na(skewed))$skewed, 7)
other <- head(subset(table, group == "b" & !is.na(skewed))$skewed, 9)
save(data.frame(n_first = 7, n_second = 9, p = wilcox.test(small, other)$p.value), "exact.csv")
writeLines(sprintf('{"R": "%s", "seed": 20261123}', R.version.string), "versions.json")
