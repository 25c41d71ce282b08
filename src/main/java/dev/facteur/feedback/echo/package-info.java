/// What comes back about single mails: kept as it came, read, matched with its mail, and settled.
@NullMarked
package dev.facteur.feedback.echo;

import org.jspecify.annotations.NullMarked;
