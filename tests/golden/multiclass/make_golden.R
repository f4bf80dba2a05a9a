# Golden numbers from R's pROC: one-vs-rest AUC of three classes, and the variance of their mean by leaving people out. Run here: Rscript make_golden.R
suppressMessages(library(pROC))
set.seed(20261124)
n <- 180
classes <- c("normal", "osteopenia", "osteoporosis")
status <- sample(classes, n, TRUE, c(0.3, 0.45, 0.25))
latent <- match(status, classes) + rnorm(n, sd = 0.9)
raw <- exp(cbind(1.6 - latent, 0.4 - abs(latent - 2), latent - 2.4))
p <- round(raw / rowSums(raw), 2)                # many ties
p[, 2] <- round(1 - p[, 1] - p[, 3], 2)
stopifnot(all(p >= 0))
colnames(p) <- classes
write.csv(data.frame(status, p), "table.csv", row.names = FALSE, quote = FALSE)
curve <- function(keep, class) {
  roc(status[keep] == class, p[keep, class], levels = c(FALSE, TRUE), direction = "<", quiet = TRUE)
}
all_people <- rep(TRUE, n)
areas <- do.call(rbind, lapply(classes, function(class) {
  found <- ci.auc(curve(all_people, class), method = "delong")
  data.frame(class, n = sum(status == class), auc = found[2], low = found[1], high = found[3])
}))
# DeLong's variance is that of the areas without one person, each scaled by (m - 1) / m of the side (class or rest) that the person is on.
left_out <- sapply(classes, function(class) sapply(seq_len(n), function(i) {
  side <- sum((status == class) == (status[i] == class))
  sqrt((side - 1) / side) * (as.numeric(auc(curve(seq_len(n) != i, class))) - areas$auc[areas$class == class])
}))
half <- qnorm(0.975) * sqrt(sum(rowMeans(left_out)^2))
single <- qnorm(0.975) * sqrt(colSums(left_out^2))
stopifnot(max(abs(areas$auc + single - areas$high)) < 1e-9)  # of one class it is pROC's own
macro <- mean(areas$auc)
bootstrap <- replicate(4000, {
  drawn <- sample(n, replace = TRUE)
  mean(sapply(classes, function(class) as.numeric(auc(curve(drawn, class)))))
})
save <- function(data, name) write.csv(format(data, digits = 15, trim = TRUE), name, row.names = FALSE, quote = FALSE)
save(rbind(areas, data.frame(class = "macro", n, auc = macro, low = macro - half, high = macro + half)), "areas.csv")
save(data.frame(standard_error = sd(bootstrap)), "bootstrap.csv")
writeLines(sprintf('{"R": "%s", "pROC": "%s", "seed": 20261124}', R.version.string, packageVersion("pROC")), "versions.json")
