"""What a repository says about itself when it runs: logs, metrics, dashboards, alerts."""
