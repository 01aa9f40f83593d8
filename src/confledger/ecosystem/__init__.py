"""The unified configuration model: what a whole ecosystem may say about itself, in one place.

The models are the only source; the schemas and the commented template are made from them.
"""

from confledger.ecosystem.configuration import Configuration
from confledger.ecosystem.schemas import base_schema, overlay_schema
from confledger.ecosystem.template import template

__all__ = ["Configuration", "base_schema", "overlay_schema", "template"]
