"""What is true outside a report: divisions, laws, terms and issuing marks, with their years.

Nothing here knows of documents.  Each table is read on first use; `use_tables` puts a user's newer tables in their place.
"""

from auditor.reference.tables import TableError, use_tables

__all__ = ["TableError", "use_tables"]
