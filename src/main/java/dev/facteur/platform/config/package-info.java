/// `facteur.toml`: reading, checking, and errors that name file, line, key and the nearest known
/// key.
@NullMarked
package dev.facteur.platform.config;

import org.jspecify.annotations.NullMarked;
