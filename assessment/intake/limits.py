"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

MAX_FILE_BYTES = 20 * 1024 * 1024  # a site's year of daily readings is under 2 MB
MAX_DEPTH = 12  # levels; the document of the contract has 6
MAX_NODES = 2_000_000  # values in one text file

MAX_ROWS_OF_TABLE = 50_000  # of one table of a document; a year of daily readings of 100 streams has 36,500
MAX_STREAMS = 600  # different ones in the ledger; a plant has under 200

MAX_ENTRIES = 2_000  # files inside a workbook
MAX_UNPACKED_BYTES = 300 * 1024 * 1024  # of all its files together
MAX_RATIO = 200  # unpacked to packed, of a file above RATIO_FROM_BYTES; spreadsheets of numbers reach about 30
RATIO_FROM_BYTES = 4 * 1024 * 1024
MAX_COLUMNS = 1_000  # of a sheet
MAX_ROWS = 300_000
MAX_CELLS = 6_000_000  # rows x columns of a sheet, because the reader keeps the whole rectangle in memory
MAX_SHEETS = 200
READER_SECONDS = 60
READER_BYTES = 1536 * 1024 * 1024  # address space of the reading process

SHOWN = 60  # characters of a given text that a finding repeats
