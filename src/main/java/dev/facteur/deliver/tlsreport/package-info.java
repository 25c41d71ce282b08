/// Reports on TLS (RFC 8460): how it went with the servers of a domain, told to it once a day.
@NullMarked
package dev.facteur.deliver.tlsreport;

import org.jspecify.annotations.NullMarked;
