"""How well predictions rank people: AUC with DeLong's variance, ROC and precision-recall curves, three classes. Not for censored follow-up (`survival`)."""
