package dev.facteur.feedback.bounce;

import dev.facteur.feedback.echo.About;
import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.bounce.Addresses;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.protocol.bounce.Returned;
import dev.facteur.protocol.mime.LooseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the traces of our mails in what came back.
///
/// The return path that it came to is believed first, then one that is in the mail that was given
/// back. Both are proved by their code. Without one, our id in the trace field that this gateway
/// put into the mail and the mail's Message-ID count, which only those know who have seen it; but
/// not where anybody may write ([RoleAddress]) and what is said is a bounce, and not where a return
/// path of ours stands there that is forged or too old.
public final class Leads {
    private static final List<String> ADDRESSED =
            List.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To");
    private static final List<String> GIVEN_BACK = List.of("Return-Path", "X-Original-Mail-From");
    private static final Lead NONE = new Lead.None();

    private final @Nullable ReturnPath paths;
    private final Pattern received;
    private final Clock clock;

    /// @param paths null where none are made
    /// @param serverName as this gateway names itself in trace fields
    public Leads(@Nullable ReturnPath paths, String serverName, Clock clock) {
        this.paths = paths;
        this.received =
                Pattern.compile(
                        "\\bby " + Pattern.quote(serverName) + " with .{1,120} id ([0-9a-z]{13})");
        this.clock = clock;
    }

    Lead of(LooseHeader header, Returned.Bounce bounce) {
        return of(header, bounce.original(), "", false);
    }

    Lead of(LooseHeader header, Returned.Complaint complaint) {
        return of(header, complaint.original(), complaint.sender(), true);
    }

    Lead of(LooseHeader header, Returned.AutoReply reply) {
        return of(header, reply.original(), "", false);
    }

    private Lead of(LooseHeader header, LooseHeader original, String sender, boolean complaint) {
        var ours = ours(header, ADDRESSED, "");
        var proved = proved(ours);
        if (proved.isPresent()) return proved.get();
        var givenBack = ours(original, GIVEN_BACK, sender);
        proved = proved(givenBack);
        if (proved.isPresent()) return proved.get();
        boolean role = ours.stream().anyMatch(address -> RoleAddress.of(address) != null);
        boolean forged =
                !givenBack.isEmpty()
                        || ours.stream().anyMatch(address -> RoleAddress.of(address) == null);
        if (forged || (role && !complaint)) return NONE;
        var mail = ownId(original);
        var messageId = original.first("Message-ID").orElse("");
        return mail == null && messageId.isBlank() ? NONE : new Lead.OfMail(mail, messageId);
    }

    /// Addresses at the domain of our return paths.
    private List<Address> ours(LooseHeader header, List<String> names, String more) {
        if (paths == null) return List.of();
        var ours = new ArrayList<Address>();
        var values = new ArrayList<String>();
        values.add(more);
        for (var name : names) values.addAll(header.all(name));
        for (var value : values) {
            for (var address : Addresses.in(value)) {
                if (address.domain().equalsIgnoreCase(paths.domain())) ours.add(address);
            }
        }
        return ours;
    }

    private Optional<Lead> proved(List<Address> ours) {
        if (paths == null) return Optional.empty();
        return ours.stream()
                .flatMap(address -> paths.origin(address, clock.now()).stream())
                .findFirst()
                .map(origin ->
                        new Lead.OfRecipient(About.recipient(origin.mail(), origin.recipient())));
    }

    private @Nullable MailId ownId(LooseHeader original) {
        for (var value : original.all("Received")) {
            var id = received.matcher(value);
            if (id.find()) return MailId.parse(id.group(1)).orElse(null);
        }
        return null;
    }
}
