/// Mailjet: `POST /v3.1/send`.
@NullMarked
package dev.facteur.deliver.http.mailjet;

import org.jspecify.annotations.NullMarked;
