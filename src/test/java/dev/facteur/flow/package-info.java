/// The whole way with nothing of our own on either end: real clients hand mail over, a real mail
/// server takes it, and the gateway in between is killed, filled up and restarted.
@NullMarked
package dev.facteur.flow;

import org.jspecify.annotations.NullMarked;
