/// Test mails, followed to their end, and the mailboxes of our own that show where they land.
@NullMarked
package dev.facteur.seed;

import org.jspecify.annotations.NullMarked;
