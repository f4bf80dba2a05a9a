# XPT files in the layout of CDC's, written by R's haven from rows of the shipped extract (public domain). Run here: Rscript make_xpt.R
# The answers are chosen so that, by CDC's codebooks, they mean what the extract says. Age at a wrist fracture is "don't know" in cycle E
# and hip and spine fractures there are adult ones, as the extract takes them.
suppressMessages(library(haven))
rows <- read.csv("extract_rows.csv")
yes_no <- function(x, unknown = NA) ifelse(is.na(x), unknown, ifelse(x == 1, 1, 2))
positive <- function(x) ifelse(x == 0, NA, x)

write <- function(table, kind, cycle) {
  name <- if (cycle == "P") paste0("P_", kind) else paste0(kind, "_", cycle)
  write_xpt(table, paste0(name, ".XPT"), version = 5, name = name)
}

fracture <- function(x, bone, letter) {
  ever <- x[[paste0("fx_", bone)]]; adult <- x[[paste0("fx_", bone, "_after20")]]
  assumed <- x$cycle == "E" & is.na(adult) & bone != "wrist"
  first <- ifelse(is.na(ever) | ever == 0, NA, ifelse(assumed | (!is.na(adult) & adult == 1), 62, ifelse(is.na(adult), 99999, 12)))
  out <- data.frame(yes_no(ever, 9), first, ifelse(is.na(first), NA, ifelse(first == 99999, 9, ifelse(first >= 50, 2, 1))))
  names(out) <- c(paste0("OSQ010", letter), paste0("OSD030", letter, "A"), paste0("OSQ040", letter, "A"))
  out
}

for (cycle in unique(rows$cycle)) {
  x <- rows[rows$cycle == cycle, ]
  demo <- data.frame(SEQN = x$SEQN, SDDSRVYR = c(D = 4, E = 5, H = 8, P = 66)[[cycle]], RIAGENDR = ifelse(x$sex == "M", 1, 2), RIDAGEYR = x$age,
                     RIDRETH1 = unname(c(Hispanic = 1, White = 3, Black = 4, Other = 5)[x$ethnicity]))
  if (cycle %in% c("H", "P")) demo$RIDRETH3 <- x$ridreth3
  demo[[if (cycle == "P") "WTMECPRP" else "WTMEC2YR"]] <- x$wtmec
  demo$SDMVPSU <- x$psu
  demo$SDMVSTRA <- x$strata
  write(demo, "DEMO", cycle)
  write(data.frame(SEQN = x$SEQN, BMXWT = positive(x$weight), BMXHT = positive(x$height), BMXBMI = positive(x$bmi)), "BMX", cycle)
  scanned <- x[!is.na(x$fn_bmd), ]
  write(data.frame(SEQN = scanned$SEQN, DXXOFBMD = scanned$th_bmd, DXXNKBMD = scanned$fn_bmd), "DXXFEM", cycle)
  if (cycle == "D") next # the optional files are left out on purpose

  write(data.frame(SEQN = x$SEQN, DXASPNST = ifelse(is.na(x$ls_bmd), 2, 1), DXXOSBMD = x$ls_bmd), "DXXSPN", cycle)
  asked <- x[!is.na(x$wtmec), ] # in cycle E: adults
  osq <- cbind(SEQN = asked$SEQN, fracture(asked, "hip", "A"), fracture(asked, "wrist", "B"), fracture(asked, "spine", "C"))
  osq$OSQ060 <- yes_no(asked$told_osteoporosis, 9)
  if (cycle == "E") osq$OSQ070 <- yes_no(asked$treated_osteoporosis)
  osq$OSQ130 <- yes_no(asked$steroid_ever, 9)
  osq$OSQ140Q <- ifelse(is.na(asked$steroid_ever) | asked$steroid_ever == 0, NA, ifelse(is.na(asked$steroid_ge3mo), 999, ifelse(asked$steroid_ge3mo == 1, rep_len(c(3, 2), nrow(asked)), 2)))
  osq$OSQ140U <- ifelse(is.na(osq$OSQ140Q) | osq$OSQ140Q == 999, NA, ifelse(asked$steroid_ge3mo == 1, rep_len(c(1, 2), nrow(asked)), 1))
  osq$OSQ170 <- yes_no(asked$mother_hip, 9)
  osq$OSQ200 <- yes_no(asked$father_hip, 7)
  write(osq, "OSQ", cycle)
  smokes <- ifelse(is.na(asked$smoke_ever) | asked$smoke_ever == 0, NA, ifelse(asked$smoke_current == 1, rep_len(c(1, 2), nrow(asked)), 3))
  write(data.frame(SEQN = asked$SEQN, SMQ020 = yes_no(asked$smoke_ever, 9), SMQ040 = smokes), "SMQ", cycle)

  per_day <- asked$alcohol_drinks_per_day; drinks <- asked$drinks_per_drinking_day
  days <- ifelse(is.na(per_day), NA, ifelse(per_day == 0, 0, per_day / drinks * 365))
  near <- function(a, b) !is.na(a) & abs(a - b) < 1e-6
  if (cycle == "P") {
    class <- match(round(days, 1), c(0, 365, 300, 182, 104, 52, 30, 12, 9, 4.5, 1.5)) - 1
    alq <- data.frame(SEQN = asked$SEQN, ALQ111 = ifelse(is.na(days), NA, 1), ALQ121 = ifelse(is.na(days), 99, class), ALQ130 = ifelse(near(days, 0), NA, drinks))
  } else {
    # once more in days a week, a month or a year, whichever is whole
    week <- days / (365 / 7); month <- days / (365 / 30.4)
    whole <- function(a) !is.na(a) & abs(a - round(a)) < 1e-6
    unit <- ifelse(is.na(days) | near(days, 0), NA, ifelse(whole(week), 1, ifelse(whole(month), 2, 3)))
    often <- ifelse(is.na(unit), ifelse(near(days, 0), 0, NA), ifelse(unit == 1, week, ifelse(unit == 2, month, days)))
    alq <- data.frame(SEQN = asked$SEQN, ALQ101 = ifelse(is.na(days), NA, ifelse(near(days, 0), 2, 1)), ALQ110 = ifelse(near(days, 0), 2, NA),
                      ALQ120Q = round(often), ALQ120U = unit, ALQ130 = ifelse(near(days, 0), NA, drinks))
    if (cycle == "E") alq[, c("ALQ120Q", "ALQ120U")] <- NA # the extract has no average for this cycle
  }
  write(alq, "ALQ", cycle)

  kind <- if (cycle == "E") "MCQ190" else "MCQ195"
  rheumatoid <- if (cycle == "E") 1 else 2
  arthritis <- if (cycle == "P") yes_no(asked$arthritis_any, 9) else ifelse(is.na(asked$ra), 1, ifelse(asked$ra == 1, 1, 2))
  mcq <- data.frame(SEQN = asked$SEQN, MCQ160A = arthritis)
  mcq[[kind]] <- if (cycle == "P") ifelse(arthritis == 1, 9, NA) else ifelse(is.na(asked$ra), 9, ifelse(asked$ra == 1, rheumatoid, NA))
  if (cycle == "P") mcq$MCQ160A[mcq$MCQ160A == 2] <- 9 # the extract has no answer on rheumatoid arthritis for this cycle
  write(mcq, "MCQ", cycle)
  write(data.frame(SEQN = x$SEQN, LBXSAPSI = x$alp_UL, LBDSCASI = x$calcium_mmolL, LBDSPHSI = x$phosphate_mmolL), "BIOPRO", cycle)
  if (cycle == "H") {
    write(data.frame(SEQN = x$SEQN, DXXPRVFX = yes_no(x$prev_fx_selfreport), DXXFRAX1 = x$frax_hip_prevfx, DXXFRAX2 = x$frax_mof_prevfx,
                     DXXFRAX3 = x$frax_hip_noprevfx, DXXFRAX4 = x$frax_mof_noprevfx), "DXXFRX", cycle)
  }
}
# Two files that no reader of CDC's should take: a newer version, and a variable that is text.
write_xpt(data.frame(SEQN = c(1, 2), SDDSRVYR = c(5, 5)), "version_8.xpt", version = 8, name = "DEMO_E")
write_xpt(data.frame(SEQN = c(41477, 41478), BMXWT = c("70", "80"), BMXHT = c(160, 170), BMXBMI = c(25, 26)), "text_weight.xpt", version = 5, name = "BMX_E")
write_xpt(data.frame(A = c(1.5, NA, 0)), "narrow.xpt", version = 5, name = "NARROW") # observations shorter than the padding
writeLines(sprintf('{"R": "%s", "haven": "%s"}', R.version.string, packageVersion("haven")), "versions.json")
