package dev.facteur.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import java.util.regex.Pattern;

/// What a client says in XOAUTH2.
record BearerLogin(String user, Secret secret) {
    static final String MECHANISM = "XOAUTH2";

    /// As Gmail says it; the reply comes when the client has answered with nothing.
    static final String REFUSAL =
            "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}";

    private static final Pattern FORM = Pattern.compile("user=([^\1]+)\1auth=Bearer ([^\1]+)\1\1");

    static BearerLogin read(byte[] response) throws Rejected {
        var form = FORM.matcher(new String(response, UTF_8));
        if (!form.matches()) throw new Rejected(Replies.authMalformed("no XOAUTH2 response"));
        return new BearerLogin(form.group(1), new Secret(form.group(2)));
    }

    String token() {
        return secret.reveal();
    }
}
