"""How well predictions rank people: AUC with DeLong's variance, ROC and precision-recall curves, three classes.

Concordance and AUC of censored follow-up are in `survival`.
"""
