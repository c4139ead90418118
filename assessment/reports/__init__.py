"""Reports of a result: composed once as data, rendered to a workbook, a PDF or a Word document."""
