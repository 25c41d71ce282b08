package dev.facteur.deliver;

import dev.facteur.protocol.smtp.Reply;
import dev.facteur.route.Route;

/// The way an attempt took, for its event.
///
/// @param provider the id of its preset; `""` for a server of one's own
/// @param address `""` where it is not known, as with an API
/// @param tls protocol and cipher suite, `""` when no TLS was spoken
public record Via(
        String route,
        String provider,
        String host,
        String address,
        int port,
        String tls,
        Route.Way way) {

    /// By SMTP.
    public Via(String route, String provider, String host, String address, int port, String tls) {
        this(route, provider, host, address, port, tls, Route.Way.SMTP);
    }

    /// What was answered on this way, as people quote it. An API's answer is a reply whose code is
    /// the HTTP status.
    String quote(Reply reply) {
        return switch (way) {
            case SMTP, DIRECT -> reply.toString();
            case API -> "HTTP " + reply;
        };
    }

    boolean smtp() {
        return way != Route.Way.API;
    }

    /// Whether it is the recipient's own server.
    public boolean direct() {
        return way == Route.Way.DIRECT;
    }

    /// The server as people write it: `smtp.example.com:587`.
    public String place() {
        return host + ":" + port;
    }

    /// The same, with TLS.
    public Via secured(String spoken) {
        return new Via(route, provider, host, address, port, spoken, way);
    }
}
