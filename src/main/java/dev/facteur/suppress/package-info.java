/// Addresses that a site's mail does not go to, and why.
@NullMarked
package dev.facteur.suppress;

import org.jspecify.annotations.NullMarked;
