"""The reports on logs, metrics, dashboards and alerts."""
