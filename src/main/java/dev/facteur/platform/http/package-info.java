/// The HTTP server and the small client, over the library that does the work.
@NullMarked
package dev.facteur.platform.http;

import org.jspecify.annotations.NullMarked;
