/// Sealing secrets under the key file, hashing passwords and API keys.
@NullMarked
package dev.facteur.platform.secret;

import org.jspecify.annotations.NullMarked;
