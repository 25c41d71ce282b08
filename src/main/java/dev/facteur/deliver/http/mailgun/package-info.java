/// Mailgun: `POST /v3/{domain}/messages.mime`.
@NullMarked
package dev.facteur.deliver.http.mailgun;

import org.jspecify.annotations.NullMarked;
