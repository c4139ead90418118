"""What one product carries: a model built from the ledger, completed by what was bought, moved, used and thrown away."""
