@NullMarked
package dev.facteur.report;

import org.jspecify.annotations.NullMarked;
