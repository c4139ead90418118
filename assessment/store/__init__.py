"""Where assessments are kept: sites, documents with every revision, results, attachments, and who did what.

Open a scope with :func:`assessment.store.scope.reading` or :func:`~assessment.store.scope.writing` and hand it to the functions of
`sites`, `documents`, `results` and `attachments`. One scope is one transaction of one person; what that person may
not see does not exist in it.
"""
