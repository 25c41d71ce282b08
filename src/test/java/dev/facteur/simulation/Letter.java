package dev.facteur.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a website hands over. No two letters share a sender or a recipient.
///
/// @param counted whether its link leads to the gateway first, and an image is added
record Letter(
        String messageId,
        Address sender,
        List<Address> recipients,
        boolean counted,
        String content) {
    static final String DOMAIN = "shop.example";

    /// To which counted links lead.
    static final String LINKS = "links.shop.example";

    /// Streams into a segment of its own.
    private static final int LARGE = 300_000;

    private static final int LINE = 70;

    static Letter number(int number, World world) {
        var recipients = new ArrayList<Address>();
        int count = 1 + world.below(3);
        for (int i = 0; i < count; i++) {
            // The provider knows nobody whose name begins so.
            var name = (world.chance(0.2) ? "gone-" : "anna-") + number + "-" + i;
            recipients.add(new Address(name, "friends" + world.below(2) + ".example"));
        }
        int size = world.chance(0.05) ? LARGE : world.below(world.chance(0.2) ? 20_000 : 500);
        var messageId = "<" + number + "@" + DOMAIN + ">";
        boolean broadcast = world.chance(0.3);
        boolean html = world.chance(0.5);
        var header =
                "From: shop@%s\r\nMessage-ID: %s\r\nFacteur-Stream: %s\r\nSubject: %d\r\n%s\r\n"
                        .formatted(
                                DOMAIN,
                                messageId,
                                broadcast ? "broadcast" : "transactional",
                                number,
                                html ? "MIME-Version: 1.0\r\nContent-Type: text/html\r\n" : "");
        var link = "<a href=\"https://" + DOMAIN + "/" + number + "\">\r\n";
        var lines = ("." + "x".repeat(LINE) + number + "\r\n").repeat(1 + size / LINE);
        var sender = new Address("shop-" + number, DOMAIN);
        return new Letter(messageId, sender, recipients, broadcast && html, header + link + lines);
    }

    Envelope envelope() {
        var list = new ArrayList<Recipient>();
        for (var address : recipients) {
            list.add(new Recipient(list.size(), address, Notify.UNSTATED, null));
        }
        return Envelope.of(sender, list);
    }

    byte[] bytes() {
        return content.getBytes(ISO_8859_1);
    }

    /// What the header says; reports have one too.
    static String messageId(String content) {
        var field = "\r\nmessage-id: ";
        int start = content.toLowerCase(Locale.ROOT).indexOf(field) + field.length();
        return content.substring(start, content.indexOf("\r\n", start));
    }

    static String body(String content) {
        return content.substring(content.indexOf("\r\n\r\n") + 4);
    }
}
