/// The API of Microsoft 365.
@NullMarked
package dev.facteur.deliver.http.graph;

import org.jspecify.annotations.NullMarked;
