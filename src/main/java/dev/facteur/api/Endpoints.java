package dev.facteur.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a website reaches the gateway: what settings to paste are made of.
///
/// @param host the name in the gateway's certificate
/// @param http the API's address
/// @param certificate PEM file a client has to trust because nobody signed the certificate; null
///   when an authority did
/// @param sendmail the command for programs on this machine
public record Endpoints(
        String host,
        List<Endpoint> submission,
        String http,
        @Nullable String certificate,
        String sendmail) {
    public Endpoints {
        submission = List.copyOf(submission);
    }

    /// @param tls `starttls` or `implicit`
    public record Endpoint(int port, String tls) {}
}
