"""Lines of plain text, written from the pieces of a page."""

# Deeper quotes and lists are written like these: the marks of a line stay few.
_DEEPEST = 8


class LineWriter:
    """Collects a page's text as lines: blanks joined into one, at most one blank line between two lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._separator = ""
        self._gap = False
        # The quote marks of the line before.
        self._marks = ""
        self._filler = False
        self._quotes = 0
        self._counters: list[int | None] = []
        self._preformatted = 0

    def text(self, piece: str) -> None:
        """Add text to the current line."""
        if self._preformatted:
            self._as_it_stands(piece)
            return
        words = " ".join(piece.split())
        if not words:
            self._filler = self._filler or "\u00a0" in piece
            if self._pieces:
                self._pieces.append(" ")
            return
        if self._separator and self._pieces:
            self._pieces.append(self._between_cells())
            piece = piece.lstrip()
        self._separator = ""
        # Blanks that begin a line are not shown (CSS Text, 4.1.2).
        before = " " if self._pieces and piece[0].isspace() else ""
        self._pieces.append(before + words + (" " if piece[-1].isspace() else ""))

    @property
    def leads_on(self) -> bool:
        """Whether the last words end with a colon, as above a quote."""
        last = "".join(self._pieces).rstrip() or (self.lines[-1] if self.lines else "")
        return last.endswith(":")

    def break_line(self) -> None:
        """End the current line, if anything stands in it."""
        line = "".join(self._pieces).rstrip()
        if line:
            self._write(line)
        elif self._filler:
            self._gap = True
        self._pieces.clear()
        self._separator = ""
        self._filler = False

    def forced_break(self) -> None:
        """End the current line; an empty one is a blank line."""
        if not "".join(self._pieces).strip():
            self._gap = True
        self.break_line()

    def paragraph(self) -> None:
        """End the current line and leave a blank one before the next."""
        self.break_line()
        self._gap = True

    def cell(self) -> None:
        """Begin a cell of a table's row."""
        self._separator = " | "

    def open_quote(self) -> None:
        """Begin a quote: its lines carry one mark more."""
        self.paragraph()
        self._quotes += 1

    def close_quote(self) -> None:
        """End a quote."""
        self.paragraph()
        self._quotes -= 1

    def open_bullets(self) -> None:
        """Begin a list with dashes."""
        self._open_list(None)

    def open_numbers(self) -> None:
        """Begin a numbered list."""
        self._open_list(0)

    def close_list(self) -> None:
        """End a list."""
        self._counters.pop()
        if self._counters:
            self.break_line()
        else:
            self.paragraph()

    def open_preformatted(self) -> None:
        """Begin text whose lines and blanks stand as they are."""
        self.paragraph()
        self._preformatted += 1

    def close_preformatted(self) -> None:
        """End such text."""
        self._preformatted -= 1
        self.paragraph()

    def item(self) -> None:
        """Begin an item of a list, with its number or a dash."""
        self.break_line()
        indent = "  " * (min(len(self._counters), _DEEPEST) - 1)
        count = self._counters[-1] if self._counters else None
        if count is None:
            self._pieces.append(f"{indent}- ")
            return
        self._counters[-1] = count + 1
        self._pieces.append(f"{indent}{count + 1}. ")

    def _as_it_stands(self, piece: str) -> None:
        """Add text with its own lines and blanks."""
        first, *others = piece.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._pieces.append(first)
        for line in others:
            self.forced_break()
            self._pieces.append(line)

    def _open_list(self, counter: int | None) -> None:
        """Begin a list; one in a list stands close."""
        if self._counters:
            self.break_line()
        else:
            self.paragraph()
        self._counters.append(counter)

    def _between_cells(self) -> str:
        """Return what stands between two cells: a form's name and value read as one line."""
        before = "".join(self._pieces).rstrip()
        self._pieces[:] = [before]
        return " " if before.endswith(":") else self._separator

    def _write(self, line: str) -> None:
        """Write a line, after a blank one where one is due."""
        marks = "> " * min(self._quotes, _DEEPEST)
        if self._gap and self.lines:
            self.lines.append(min(marks, self._marks).rstrip())
        self._gap = False
        self._marks = marks
        self.lines.append(marks + line)
