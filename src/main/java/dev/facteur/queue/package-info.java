/// When each recipient is tried: leases, lanes, the retry schedule. One row a recipient.
@NullMarked
package dev.facteur.queue;

import org.jspecify.annotations.NullMarked;
