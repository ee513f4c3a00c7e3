"""The caps that stand before every parser, so that no mail costs more time or memory than it is worth.

Python's own parser takes seconds for a header of 40 kB and never ends on some bodies; each figure is far
above what ordinary mail holds and far below what hurts. Its reason stands above it.
"""

# The mail's own header. Mail servers themselves refuse more: Sendmail takes 32 kB in all, Postfix 100 kB of
# one field. What is behind the block's cap is not read at all, and the mail is quarantined.
HEADER_BLOCK = 128 * 1024
# A mail of many hops, seals and lists has some two hundred.
HEADER_FIELDS = 1000
# A thread of a hundred ids and a letter to two hundred people still fit in; RFC 5322, 2.1.1 allows lines of
# 998 characters, and standard parsers take the square of a field's length.
HEADER_FIELD = 16 * 1024

# The headers of all parts together: half a kilobyte for each of as many parts as there may be.
PART_HEADERS = 256 * 1024
# The parameters of one field: a long name in pieces (RFC 2231, 3) has a dozen, and a quadratic parser reads
# them.
PARAMETERS = 100

# Of attached texts so many bytes in all are read: what a person would copy into a file stands at its top.
ATTACHED_TEXT = 20_000

# The tree of parts: a digest of a busy day's list has a hundred, and each part becomes objects of Python.
PARTS = 500
# Numbers that parts of one mail may have: more than there are parts. Those behind them are for the parts of
# an attached mail; they are stored, so this figure stays.
PART_NUMBERS = 1000
# Programs write five levels, forwards of forwards ten; what reads a tree calls itself for each level.
NESTING = 50
# A mail of many lines may nest less deeply: every line is held against every open boundary, so the product
# is what costs. As much nesting as programs write is always granted.
LEAST_NESTING = 6
LINES_TIMES_NESTING = 4_000_000
# Lines of a hundred megabytes of base64: each costs, also where there is but one part.
LINES = 1_500_000

# Addresses in one field: more people than any answer goes to, and each of them is stored.
ADDRESSES = 200
# Ids in one field: a thread that long is found by its last ones.
MESSAGE_IDS = 100
# Characters of one id: twice what RFC 3977, 3.6 lets an article's have; it is a key of the store.
MESSAGE_ID = 500

# Characters of text that its readers get: a hundred printed pages, more than a person reads for one ticket.
TEXT = 256 * 1024
# Bytes decoded for them: no charset takes more than four for a letter.
TEXT_BYTES = 4 * TEXT

# Pieces of base64 that each have their own padding, and are decoded one by one: a program that encodes line
# by line writes this many lines for a megabyte of text.
BASE64_PIECES = 20_000

# Characters of a line that people see, such as a subject: two or three lines of any screen.
LINE = 255
# Characters of a file's name: file systems take 255 bytes, and a Russian letter is two of them.
FILE_NAME = 120

# Bytes of one Authentication-Results field: a dozen signatures fit in, and its parser is not ours.
AUTHENTICATION = 4 * 1024
# Such fields: each server on the way may write one or two.
AUTHENTICATIONS = 20

# Headers that a desk may be told to look at, and the characters kept of each: spam filters write a dozen
# short ones, and all of them are stored with the mail.
KEPT_HEADERS = 60
KEPT_HEADER = 200

# Characters searched in a bounce that follows no standard: its own words stand above the returned mail.
BOUNCE_TEXT = 64 * 1024
