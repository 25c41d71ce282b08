package dev.facteur.submit;

import dev.facteur.account.Credential;
import dev.facteur.account.Site;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Who hands a mail over, and how: what the acceptance rule and the Received header need to know.
///
/// @param credential null at the local door, where the site itself is trusted
/// @param protocol the Received keyword of RFC 3848: `ESMTPSA`, `ESMTPA`, `ESMTP`, `HTTPS`, `HTTP`,
///   `local`
/// @param client null for a Unix socket or the maildrop
/// @param helo the name the client gave itself, already checked for control characters; may be `""`
/// @param tls protocol and cipher suite, `""` without TLS
/// @param pinned the only route its mail may take, where the operator says so; 0 for those of the
///   site
/// @param operators mail that the operator sends in the site's name, which is no part of what the
///   site may send
public record Submitter(
        Site site,
        @Nullable Credential credential,
        String protocol,
        @Nullable InetAddress client,
        String helo,
        String tls,
        long pinned,
        boolean operators) {

    /// The operator, whose mail takes the route that he names.
    public Submitter(
            Site site,
            @Nullable Credential credential,
            String protocol,
            @Nullable InetAddress client,
            String helo,
            String tls,
            long pinned) {
        this(site, credential, protocol, client, helo, tls, pinned, true);
    }

    /// Somebody whose mail takes the routes of the site.
    public Submitter(
            Site site,
            @Nullable Credential credential,
            String protocol,
            @Nullable InetAddress client,
            String helo,
            String tls) {
        this(site, credential, protocol, client, helo, tls, 0, false);
    }
}
