"""The caps that stand before every parser, so that no mail costs more time or memory than it is worth.

Python's own parser takes seconds for a header of 40 kB and never ends on some bodies; each figure is far
above what ordinary mail holds and far below what hurts.
"""

# Of the mail's own header: bytes of the block, fields, bytes of one field.
HEADER_BLOCK = 128 * 1024
HEADER_FIELDS = 1000
HEADER_FIELD = 16 * 1024

# Of all parts' headers together, and the parameters of one field (a quadratic parser reads them).
PART_HEADERS = 256 * 1024
PARAMETERS = 100

# Of the tree of parts. A mail of many lines may nest less deeply: every line is held against every open
# boundary, so the product is what costs.
PARTS = 500
NESTING = 50
LEAST_NESTING = 6
LINES = 1_500_000
LINES_TIMES_NESTING = 4_000_000

# Of addresses in one field, ids in one field, and characters of one id.
ADDRESSES = 200
MESSAGE_IDS = 100
MESSAGE_ID = 500

# Of text: characters shown to the readers of text; bytes decoded for them.
TEXT = 256 * 1024
TEXT_BYTES = 4 * TEXT

# Of the pieces of base64 that have their own padding.
BASE64_PIECES = 20_000

# Of lines that people see, and of names of files.
LINE = 255
FILE_NAME = 120

# Of one Authentication-Results field; of such fields.
AUTHENTICATION = 4 * 1024
AUTHENTICATIONS = 20

# Of the headers a desk may be told to look at.
KEPT_HEADERS = 60
KEPT_HEADER = 200

# Of what is searched in a bounce that follows no standard.
BOUNCE_TEXT = 64 * 1024
