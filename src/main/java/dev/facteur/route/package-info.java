/// Which way out: configured routes, their port ladders, and which route a lane takes.
@NullMarked
package dev.facteur.route;

import org.jspecify.annotations.NullMarked;
