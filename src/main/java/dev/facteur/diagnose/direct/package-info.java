/// The doctor's look at routes that go to the recipients' own servers: what these servers see of
/// this machine.
@NullMarked
package dev.facteur.diagnose.direct;

import org.jspecify.annotations.NullMarked;
