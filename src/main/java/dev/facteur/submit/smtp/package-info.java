/// The SMTP submission doors: 587 and 2525 with STARTTLS, 465 with implicit TLS, and the local
/// door.
@NullMarked
package dev.facteur.submit.smtp;

import org.jspecify.annotations.NullMarked;
