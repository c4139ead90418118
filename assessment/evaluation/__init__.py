"""From a document and an edition of reference data to the quantities that calculators need."""
