package dev.facteur.testkit;

import java.nio.file.Path;

/// A submission door as a client is told of it.
///
/// @param implicit TLS from the first byte; otherwise STARTTLS
/// @param caFile who issued its certificate
public record Door(int port, boolean implicit, Path caFile, String user, String password) {
    /// The name clients connect to and verify.
    public static final String HOST = "localhost";

    /// `implicit` or `starttls`.
    public String tls() {
        return implicit ? "implicit" : "starttls";
    }

    /// As curl takes it.
    public String url() {
        return (implicit ? "smtps://" : "smtp://") + HOST + ":" + port;
    }

    @Override
    public String toString() {
        return port + "/" + tls();
    }
}
