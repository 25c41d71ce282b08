/// What comes back by mail: taken in at a door of its own or from a mailbox, and read as echoes.
@NullMarked
package dev.facteur.feedback.bounce;

import org.jspecify.annotations.NullMarked;
