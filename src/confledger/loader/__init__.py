"""Configuration for an application: sources in order, one typed read-only result, its origins."""
