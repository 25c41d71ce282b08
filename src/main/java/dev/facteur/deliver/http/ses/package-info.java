/// Amazon SES: `POST /v2/email/outbound-emails`.
@NullMarked
package dev.facteur.deliver.http.ses;

import org.jspecify.annotations.NullMarked;
