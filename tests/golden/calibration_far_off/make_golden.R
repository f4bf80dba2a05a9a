# Calibration intercept and slope of predictions that are far from what was observed. Base R alone. Run here: Rscript make_golden.R
# The intercept is the root of the score equation sum w (y - expit(a + logit p)) = 0, bracketed (glm with an offset diverges on these);
# the slope is glm's, started where the slope is 0, its predictor centred and scaled and the result scaled back.
set.seed(20261126)
accurate <- list(tolerance = .Machine$double.eps, iterations = 10000)
score <- function(a, y, x, w) sum(w * ifelse(y == 1, plogis(-(a + x)), -plogis(a + x)))
intercept <- function(y, x, w, weighted) {
  # Scaled by its own size: far out every term is tiny.
  f <- function(a) { s <- score(a, y, x, w); s / sum(w * plogis(a + x) * plogis(-(a + x))) }
  a <- uniroot(function(a) sign(score(a, y, x, w)), c(-800, 800), tol = 1e-9, maxiter = accurate$iterations)$root
  for (i in 1:50) a <- a + max(min(f(a), 1), -1) # polished
  bread <- 1 / sum(w * plogis(a + x) * plogis(-(a + x)))
  se <- if (weighted) bread * sqrt(sum((w * ifelse(y == 1, plogis(-(a + x)), -plogis(a + x)))^2)) else sqrt(bread)
  c(a, a - qnorm(0.975) * se, a + qnorm(0.975) * se)
}
slope <- function(y, x, w, weighted) {
  if (length(unique(x[w > 0])) == 1) return(c(NA, NA, NA))
  ones <- x[y == 1 & w > 0]; zeros <- x[y == 0 & w > 0]
  if (min(ones) >= max(zeros) || max(ones) <= min(zeros)) return(c(NA, NA, NA))
  z <- (x - mean(x)) / sd(x)
  fit <- suppressWarnings(glm(y ~ z, family = quasibinomial, weights = w, start = c(qlogis(weighted.mean(y, w)), 0), control = glm.control(epsilon = 1e-15, maxit = 1000)))
  X <- cbind(1, z); p <- fitted(fit)
  bread <- solve(t(X) %*% (X * (w * p * (1 - p))))
  covariance <- if (weighted) { s <- X * (w * (y - p)); bread %*% (t(s) %*% s) %*% bread } else bread
  b <- unname(coef(fit)[2]) / sd(x); se <- sqrt(covariance[2, 2]) / sd(x)
  c(b, b - qnorm(0.975) * se, b + qnorm(0.975) * se)
}
people <- function(n, p, truth, w = rep(1, n)) data.frame(y = rbinom(n, 1, truth), p = p, w = w)
given <- read.csv("../cases/calibration_far_off.csv")
z <- rnorm(400)
tables <- list(
  given = data.frame(y = given$y, p = given$p_new, w = 1),
  over = people(400, plogis(4 + 0.5 * z), plogis(-3 + z)),
  under = people(400, plogis(-9 + 0.8 * z), plogis(1 + z)),
  reversed = people(400, plogis(5 - 2 * z), plogis(-1 + z)),
  tiny = people(400, 1e-12 * exp(z / 2), plogis(z)),
  tinier = people(400, 1e-290 * exp(z / 2), plogis(z)),
  nearly_one = people(400, 1 - 1e-9 * exp(z), plogis(-z)),
  spread = people(400, plogis(22 * z - 40), plogis(0.3 * z)),
  four = data.frame(y = c(0, 1, 0, 1), p = c(0.0001, 0.0002, 0.0003, 0.0004), w = 1),
  four_high = data.frame(y = c(1, 0, 1, 0), p = c(0.9999, 0.99995, 0.99997, 0.99999), w = 1),
  heavy = people(400, plogis(6 + z), plogis(-2 + z), exp(3 * rnorm(400))),
  some_weigh_nothing = people(400, plogis(-8 + z), plogis(z), rep(c(0, 1, 50, 1e6), 100)),
  separated = data.frame(y = rep(0:1, each = 20), p = plogis(c(seq(2, 4, length.out = 20), seq(4.1, 6, length.out = 20))), w = 1),
  touching = data.frame(y = rep(0:1, each = 20), p = plogis(c(seq(-9, -7, length.out = 20), seq(-7, -5, length.out = 20))), w = 1),
  separated_far = data.frame(y = c(0, 0, 1, 1), p = c(1e-300, 2e-300, 1 - 1e-12, 1 - 2e-12), w = 1),
  constant = data.frame(y = rep(c(0, 0, 0, 1), 10), p = 0.999, w = 1)
)
weighted <- c("heavy", "some_weigh_nothing")
full <- function(frame) format(frame, digits = 17, trim = TRUE)
rows <- do.call(rbind, lapply(names(tables), function(name) cbind(case = name, full(tables[[name]]))))
write.csv(rows, "table.csv", row.names = FALSE, quote = FALSE)
# Read back, so that both programs see the same doubles.
rows <- read.csv("table.csv")
golden <- do.call(rbind, lapply(names(tables), function(name) {
  t <- rows[rows$case == name, ]; x <- log(t$p) - log1p(-t$p); of <- name %in% weighted
  a <- intercept(t$y, x, t$w, of); b <- slope(t$y, x, t$w, of)
  data.frame(case = name, weighted = of, intercept = a[1], intercept_low = a[2], intercept_high = a[3], slope = b[1], slope_low = b[2],
             slope_high = b[3])
}))
write.csv(format(golden, digits = 15, trim = TRUE), "golden.csv", row.names = FALSE, quote = FALSE)
writeLines(sprintf('{"R": "%s", "seed": 20261126}', R.version.string), "versions.json")
