"""The result in each format.  Every format is a pure function of the Result; nothing here judges.

`write_reports(result, directory, formats)` writes the files of the output folder.
"""

from __future__ import annotations

from auditor.reporting.formats import FORMATS as FORMATS
from auditor.reporting.formats import write_reports as write_reports
