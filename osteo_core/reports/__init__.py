"""The report of one patient, for the clinician and for the patient, as PDF and as one HTML file, in every language of the program.

`answers` gathers what is said of the patient; `clinician` and `leaflet` lay it out as a `document`, a list of parts that knows neither PDF
nor HTML; `pdf` (Typst) and `web` write that document; `charts` are Vega-Lite specifications, drawn by `pictures` for print. `report.make`
does it all and gives bytes: nothing here writes to disk. `files/` holds the font, the charts' JavaScript and the template.
"""
