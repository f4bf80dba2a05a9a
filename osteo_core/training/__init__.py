"""Cross-validation, early stopping, distillation, and writing the artifacts."""
