@NullMarked
package dev.facteur.alert;

import org.jspecify.annotations.NullMarked;
