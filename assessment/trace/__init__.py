"""From any number of a result back to its inputs: formula, cells, factors, sources."""

from assessment.trace.build import trace_of
from assessment.trace.inventory import add_inventory
from assessment.trace.options import add_options
from assessment.trace.process import add_engineering
from assessment.trace.read import resolve, walk
from assessment.trace.results import add_emissions, add_losses, add_verdicts

__all__ = ["add_emissions", "add_engineering", "add_inventory", "add_losses", "add_options", "add_verdicts", "resolve", "trace_of", "walk"]
