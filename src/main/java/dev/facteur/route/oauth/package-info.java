/// Access tokens: the right to send that a provider grants a route (OAuth 2.0, RFC 6749), how it is
/// asked for, kept, and renewed before it ends.
@NullMarked
package dev.facteur.route.oauth;

import org.jspecify.annotations.NullMarked;
