"""The OpenAPI 3.1 document: `document` puts it together, `hooks` describes CDS Hooks, `parts` is what both are made of."""
