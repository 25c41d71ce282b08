/// Changes links in the HTML of a mail as it streams by, and nothing else of it.
@NullMarked
package dev.facteur.protocol.html;

import org.jspecify.annotations.NullMarked;
