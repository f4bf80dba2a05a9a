"""The patient's page: form, result, why, what if."""
