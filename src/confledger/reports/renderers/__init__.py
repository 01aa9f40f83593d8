"""reports/renderers"""
