/// What comes back from receivers: their reports on DMARC and TLS become counts by day.
@NullMarked
package dev.facteur.feedback;

import org.jspecify.annotations.NullMarked;
