/// The wiring: [Main] starts the program. The packages below are named after the stages a mail
/// passes; ARCHITECTURE.md has the drawing.
@NullMarked
package dev.facteur;

import org.jspecify.annotations.NullMarked;
