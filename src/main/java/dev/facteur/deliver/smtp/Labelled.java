package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Transport;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Puts our id of a mail into its header where a provider that takes mail by SMTP gives it back in
/// what it tells later. Each provider has a header of its own for that, and removes it before the
/// mail goes on; a mail whose sender uses that header himself is left as it is.
public final class Labelled implements Transport {
    private static final String OUR_ID = "facteur_mail";

    /// Most headers are shorter.
    private static final int FIRST_LOOK = 16 << 10;

    private final Transport smtp;

    public Labelled(Transport smtp) {
        this.smtp = smtp;
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        return smtp.send(route, labelled(route.provider(), mail), recipients);
    }

    @Override
    public Optional<Outcome.Cause> trouble(Route route) throws InterruptedException {
        return smtp.trouble(route);
    }

    @Override
    public void close() {
        smtp.close();
    }

    private record Label(String name, String value) {}

    /// Null for those that document none, and for a server of one's own.
    private static Optional<Label> label(String provider, String id) {
        return Optional.ofNullable(
                switch (provider) {
                    // docs.sendgrid.com, Building an X-SMTPAPI Header: unique arguments.
                    case "sendgrid" ->
                            new Label(
                                    "X-SMTPAPI",
                                    "{\"unique_args\":{\"" + OUR_ID + "\":\"" + id + "\"}}");
                    // documentation.mailgun.com, Sending via SMTP: passing parameters by headers.
                    case "mailgun" ->
                            new Label("X-Mailgun-Variables", "{\"" + OUR_ID + "\":\"" + id + "\"}");
                    // postmarkapp.com/support, Custom metadata FAQ.
                    case "postmark" -> new Label("X-PM-Metadata-" + OUR_ID, id);
                    // developers.brevo.com, Send transactional emails: custom headers.
                    case "brevo" -> new Label("X-Mailin-custom", id);
                    // docs.aws.amazon.com/ses, Amazon SES email headers.
                    case "ses" -> new Label("X-SES-MESSAGE-TAGS", OUR_ID + "=" + id);
                    // dev.mailjet.com, SMTP relay: custom headers.
                    case "mailjet" -> new Label("X-MJ-CustomID", id);
                    // developers.sparkpost.com, SMTP API: X-MSYS-API.
                    case "sparkpost" ->
                            new Label(
                                    "X-MSYS-API",
                                    "{\"metadata\":{\"" + OUR_ID + "\":\"" + id + "\"}}");
                    default -> null;
                });
    }

    private static SignedMail labelled(String provider, SignedMail mail) {
        var label = label(provider, mail.mail().id().toString()).orElse(null);
        if (label == null || has(mail, label.name())) return mail;
        var field = label.name() + ": " + label.value() + "\r\n";
        return new SignedMail(
                mail.mail(),
                field + mail.signatures(),
                mail.tlsOptional(),
                mail.length(),
                mail.content());
    }

    /// One that cannot be read is left as it is.
    private static boolean has(SignedMail mail, String name) {
        try (var content = mail.content().open()) {
            var bytes = new byte[FIRST_LOOK];
            int length = content.readNBytes(bytes, 0, bytes.length);
            while (HeaderBlock.bodyStart(bytes, 0, length) < 0 && length == bytes.length) {
                if (length >= HeaderBlock.MAX_BLOCK_BYTES) return true;
                bytes = Arrays.copyOf(bytes, 4 * length);
                length += content.readNBytes(bytes, length, bytes.length - length);
            }
            return HeaderBlock.parse(bytes, length).first(name).isPresent();
        } catch (IOException | MalformedHeader unreadable) {
            return true;
        }
    }
}
