/// The REST API under `/v1`: one class a resource.
@NullMarked
package dev.facteur.api;

import org.jspecify.annotations.NullMarked;
