"""How a file becomes an assessment document: guarded reading, every value with its place, every fault a finding."""

from assessment.intake.document import Reading
from assessment.intake.file import read

__all__ = ["Reading", "read"]
