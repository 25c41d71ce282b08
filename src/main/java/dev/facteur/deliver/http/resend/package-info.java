/// Resend: `POST /emails`.
@NullMarked
package dev.facteur.deliver.http.resend;

import org.jspecify.annotations.NullMarked;
