"""Files on their way to become data sets: kept while their mapping is edited, in the browser, over days."""
