@NullMarked
package dev.facteur.diagnose.domain;

import org.jspecify.annotations.NullMarked;
