connection.acm.c: connection.acm
