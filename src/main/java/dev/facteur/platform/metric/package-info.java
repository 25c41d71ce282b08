/// Metrics, exposed at `/metrics`.
@NullMarked
package dev.facteur.platform.metric;

import org.jspecify.annotations.NullMarked;
