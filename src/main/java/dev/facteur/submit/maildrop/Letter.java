package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.submit.maildrop.SendmailOptions.Misused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Envelope and complete header of a message that came on standard input.
///
/// Date and Message-ID are added here already, not only by the gateway: the date is when the
/// program sent it, also when the gateway takes the mail in hours later, and by its Message-ID the
/// gateway recognises a mail that came by the socket and, because the answer got lost, by the
/// maildrop as well.
///
/// @param header a character a byte; ends with the empty line
record Letter(Envelope envelope, String header) {
    /// @param unique text for a Message-ID that must be made, never used before
    static Letter compose(
            byte[] fields, SendmailOptions options, LocalNames names, Instant now, String unique)
            throws MalformedHeader, Misused {
        var header = HeaderBlock.parse(fields, fields.length);
        var addresses = new Addresses(names.host());
        var sender = sender(header, options, names, addresses);
        var envelope =
                new Envelope(
                        sender,
                        recipients(header, options, addresses),
                        Envelope.Body.SEVEN_BIT,
                        false,
                        options.returned(),
                        options.envelopeId());
        var added = missing(header, sender, options, names, now, unique);
        var complete = new StringBuilder();
        for (var field : header.fields()) complete.append(addresses.qualify(field));
        return new Letter(envelope, complete.append(added).append("\r\n").toString());
    }

    /// Without `-f` the address of From is the one that reports should go to: programs that name no
    /// sender (PHP's `mail()`) would otherwise all send as the web server's own user.
    private static @Nullable Address sender(
            HeaderBlock header, SendmailOptions options, LocalNames names, Addresses addresses)
            throws MalformedHeader, Misused {
        var given = options.sender();
        if (given != null) {
            if (given.isBlank() || given.equals("<>")) return null;
            var found = addresses.parse(given);
            if (found.size() != 1) throw new Misused("-f takes one address");
            return found.getFirst();
        }
        for (var name : List.of("Sender", "From")) {
            var field = header.first(name);
            if (field.isEmpty()) continue;
            var found = addresses.parse(field.get().value());
            if (!found.isEmpty()) return found.getFirst();
        }
        return new Address(names.user(), names.host());
    }

    private static List<Recipient> recipients(
            HeaderBlock header, SendmailOptions options, Addresses addresses)
            throws MalformedHeader, Misused {
        var found = new ArrayList<Address>();
        for (var argument : options.recipients()) found.addAll(addresses.parse(argument));
        if (options.recipientsInHeader()) {
            for (var name : List.of("To", "Cc", "Bcc")) {
                for (var field : header.all(name)) found.addAll(addresses.parse(field.value()));
            }
        }
        if (found.isEmpty()) {
            throw new Misused(
                    "there are no recipients: name them as arguments, or pass -t and write them in"
                            + " To, Cc or Bcc");
        }
        var recipients = new ArrayList<Recipient>();
        var seen = new HashSet<String>();
        for (var address : found) {
            // By its text: the hash code of a record is code that would have to be made first.
            if (!seen.add(address.toString())) continue;
            recipients.add(new Recipient(recipients.size(), address, options.notification(), null));
        }
        return recipients;
    }

    private static String missing(
            HeaderBlock header,
            @Nullable Address sender,
            SendmailOptions options,
            LocalNames names,
            Instant now,
            String unique) {
        var from = sender == null ? new Address("MAILER-DAEMON", names.host()) : sender;
        var added = new StringBuilder();
        if (header.first("From").isEmpty()) {
            var name = options.senderName();
            added.append("From: ")
                    .append(name.isEmpty() ? from : HeaderWriter.mailbox(name, from.toString()))
                    .append("\r\n");
        }
        if (header.first("Date").isEmpty()) {
            added.append("Date: ").append(Dates.format(now)).append("\r\n");
        }
        if (header.first("Message-ID").isEmpty()) {
            added.append("Message-ID: <")
                    .append(unique)
                    .append('@')
                    .append(names.host())
                    .append(">\r\n");
        }
        return new String(added.toString().getBytes(UTF_8), ISO_8859_1);
    }
}
