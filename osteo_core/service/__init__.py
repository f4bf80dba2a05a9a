"""The program as a service: the answers of the command line over HTTP, and CDS Hooks for a record system.

Routes are Starlette's; nothing here knows Streamlit. `application.py` puts them together for `serve --service-only`; `pages/_server` sets
them beside the dashboard in one process. Settings come from one TOML file (`settings.py`). Of a patient nothing is kept, logged, counted
or written: not in metrics, not in the audit trail, not in an error.
"""
