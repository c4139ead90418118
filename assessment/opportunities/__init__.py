"""From losses to measures: causes, candidates, appraisal, screening, the set under a budget, and the plan."""
