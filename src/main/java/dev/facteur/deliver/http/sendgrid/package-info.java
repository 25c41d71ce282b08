/// Twilio SendGrid: `POST /v3/mail/send`.
@NullMarked
package dev.facteur.deliver.http.sendgrid;

import org.jspecify.annotations.NullMarked;
