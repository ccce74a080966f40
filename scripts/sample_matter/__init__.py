"""Makes the binary documents of the sample matter from their text sources: PDF, DOCX, RTF, EML, MSG and a scan."""
