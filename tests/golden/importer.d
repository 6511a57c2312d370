importer.acm.c: importer.acm imported.acm
