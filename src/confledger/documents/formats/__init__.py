"""documents/formats"""
