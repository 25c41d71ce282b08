/// Brevo: `POST /v3/smtp/email`.
@NullMarked
package dev.facteur.deliver.http.brevo;

import org.jspecify.annotations.NullMarked;
