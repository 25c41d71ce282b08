/// The HTTP door: `POST /v1/messages`.
@NullMarked
package dev.facteur.submit.http;

import org.jspecify.annotations.NullMarked;
