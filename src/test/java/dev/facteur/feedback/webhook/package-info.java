@NullMarked
package dev.facteur.feedback.webhook;

import org.jspecify.annotations.NullMarked;
