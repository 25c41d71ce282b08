/// Read-only questions: which mails, what became of one, what waits for whom and how long already.
@NullMarked
package dev.facteur.report;

import org.jspecify.annotations.NullMarked;
