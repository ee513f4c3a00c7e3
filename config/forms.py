"""The table of a web form: ``[[desk.form]]``."""

from pydantic import Field

from config.table import Table
from config.words import MailAddress


class FormTable(Table):
    """``[[desk.form]]``: a web form that writes to the desk from an address of its own."""

    from_: MailAddress = Field(alias="from")

    def __str__(self) -> str:
        """Return it as a change of the configuration shows it."""
        return self.from_
