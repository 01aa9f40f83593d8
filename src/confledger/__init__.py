"""GitOps configuration: checked, recorded, and always a way back."""

__version__ = "0.1.0"
__all__ = ["__version__"]
