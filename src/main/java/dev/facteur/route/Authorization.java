package dev.facteur.route;

import dev.facteur.route.Route.Way;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a provider grants access tokens (RFC 6749), as its documentation says. In addresses
/// `{tenant}` stands for whose accounts log in.
///
/// @param documentation the page that the addresses and scopes come from
/// @param issuer how the server calls itself in its redirections (RFC 9207); null when it does not
/// @param authorize where a browser is sent
/// @param token where codes and refresh tokens become access tokens
/// @param device where a device asks for a code (RFC 8628); null where no mail may be sent so
/// @param redirect scheme and host of the address on the person's own machine, to which the
///   provider lets a browser return
/// @param tenant the usual one; `""` where there are none
/// @param scopes what each way needs
/// @param common what is asked for beside that
/// @param oneToken whether a token for SMTP is good for the API as well; else each way has its own
/// @param alone the scopes of a client that acts in its own right; null where there is no such
/// @param parameters of the address that a browser is sent to, beyond the standard's
/// @param idleDays after how many days without use a grant ends; null when that is not documented
public record Authorization(
        String documentation,
        @Nullable String issuer,
        String authorize,
        String token,
        @Nullable String device,
        String redirect,
        String tenant,
        Map<Way, String> scopes,
        String common,
        boolean oneToken,
        @Nullable Map<Way, String> alone,
        Map<String, String> parameters,
        @Nullable Integer idleDays) {

    /// One of the addresses, for a client of a route.
    public static URI address(String template, Route.Client client) {
        var address = URI.create(template.replace("{tenant}", client.tenant()));
        var server = client.server();
        return server == null ? address : server.resolve(address.getRawPath());
    }
}
