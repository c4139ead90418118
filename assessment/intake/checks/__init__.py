"""What can be seen to be wrong while reading: each check is a function of the rows, and rejects only what it names."""

from assessment.intake.checks.order import run_checks

__all__ = ["run_checks"]
