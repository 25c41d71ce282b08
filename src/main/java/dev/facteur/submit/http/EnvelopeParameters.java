package dev.facteur.submit.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The envelope of an HTTP submission: `from` and repeated `to` in the query, or the headers
/// `X-Facteur-From` and `X-Facteur-To` (addresses with commas between them). The message's own
/// headers never decide who gets it.
final class EnvelopeParameters {
    private static final int MAX_RECIPIENTS = 10_000;

    private EnvelopeParameters() {}

    static Envelope read(Context context) throws HttpRefusal {
        var sender = sender(context);
        var recipients = recipients(context);
        return Envelope.of(sender, recipients);
    }

    private static @Nullable Address sender(Context context) throws HttpRefusal {
        var inQuery = context.queryParam("from");
        var text = inQuery == null ? context.header("X-Facteur-From") : inQuery;
        if (text == null) {
            throw refusal("from", "The sender is missing: add ?from=ADDRESS, or X-Facteur-From.");
        }
        var trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.equals("<>")) return null;
        return address("from", trimmed);
    }

    private static List<Recipient> recipients(Context context) throws HttpRefusal {
        var texts = new ArrayList<>(context.queryParams("to"));
        var header = context.header("X-Facteur-To");
        if (texts.isEmpty() && header != null) texts.addAll(List.of(header.split(",")));
        if (texts.isEmpty()) {
            throw refusal(
                    "to", "There are no recipients: add ?to=ADDRESS for each, or X-Facteur-To.");
        }
        if (texts.size() > MAX_RECIPIENTS) throw refusal("to", "There are too many recipients.");
        var found = new LinkedHashSet<Address>();
        for (var text : texts) found.add(address("to", text.strip()));
        var recipients = new ArrayList<Recipient>();
        for (var address : found) {
            recipients.add(new Recipient(recipients.size(), address, Notify.UNSTATED, null));
        }
        return recipients;
    }

    private static Address address(String field, String text) throws HttpRefusal {
        try {
            return Address.parse(text);
        } catch (MalformedAddress malformed) {
            throw refusal(
                    field, "An address in \"" + field + "\" is wrong: " + malformed.getMessage());
        }
    }

    private static HttpRefusal refusal(String field, String detail) {
        return new HttpRefusal(
                new Problem(422, "Envelope not acceptable", detail, Map.of("field", field)));
    }
}
