/// The calls by which providers tell what became of mails: what proves them, and what they say.
@NullMarked
package dev.facteur.feedback.webhook;

import org.jspecify.annotations.NullMarked;
