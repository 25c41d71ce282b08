/// Delivery over SMTP: the race up the port ladder, kept connections, one transaction a lease.
@NullMarked
package dev.facteur.deliver.smtp;

import org.jspecify.annotations.NullMarked;
