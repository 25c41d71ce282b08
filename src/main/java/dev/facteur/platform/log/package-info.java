/// Log output: logfmt for people, JSON when told, never a secret.
@NullMarked
package dev.facteur.platform.log;

import org.jspecify.annotations.NullMarked;
