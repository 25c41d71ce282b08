/// Delivery to the recipients' own mail servers: found by DNS, called on port 25.
@NullMarked
package dev.facteur.deliver.direct;

import org.jspecify.annotations.NullMarked;
