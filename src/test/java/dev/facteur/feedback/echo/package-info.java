@NullMarked
package dev.facteur.feedback.echo;

import org.jspecify.annotations.NullMarked;
