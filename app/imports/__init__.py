"""Papers on their way into a site's ledger: received, waiting, mapped, accepted, taken back."""
