/// Opens and clicks of the mails whose site asks for that: links and an image that lead here, and
/// who followed them.
@NullMarked
package dev.facteur.track;

import org.jspecify.annotations.NullMarked;
