/// Changes DKIM keys: makes the next ones, publishes them where the operator hosts them, lets them
/// sign when their records are seen, and takes the old records away when no mail needs them.
@NullMarked
package dev.facteur.rotate;

import org.jspecify.annotations.NullMarked;
