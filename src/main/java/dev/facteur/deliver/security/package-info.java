/// What the domains of recipients demand of TLS: DANE and MTA-STS.
@NullMarked
package dev.facteur.deliver.security;

import org.jspecify.annotations.NullMarked;
