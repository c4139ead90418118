"""What the pages of the department and of anonymised benchmarks are made of."""
