package dev.facteur.api;

import dev.facteur.account.DomainName;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.feedback.MailboxSettings;
import dev.facteur.feedback.ReportMailbox;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.secret.Secret;
import io.javalin.http.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `/v1/reports/mailbox`: the mailbox to which receivers send their reports.
final class ReportMailboxResource {
    private static final int IMPLICIT_PORT = 993;
    private static final int STARTTLS_PORT = 143;
    private static final int LONGEST = 255;

    private final ReportMailbox mailbox;

    ReportMailboxResource(ReportMailbox mailbox) {
        this.mailbox = mailbox;
    }

    /// @param mailbox null when there is none
    record Answer(@Nullable View mailbox) {}

    /// @param security `implicit` or `starttls`
    /// @param ca a PEM file; null for the authorities of the system
    /// @param address that stands in the records of our domains
    /// @param folder where reports arrive
    /// @param taken folder of mails whose reports were taken; `""` where they are deleted
    /// @param last look since the start; null before the first
    record View(
            String host,
            int port,
            String security,
            String user,
            @Nullable String ca,
            String address,
            String folder,
            String taken,
            @Nullable Look last) {}

    /// @param taken reports that were not known before
    /// @param returned bounces and complaints about mails of ours
    /// @param left mails that stay where they are
    /// @param trouble why it could not be looked at, in the words of the server; null when it could
    /// @param troubleKind `login`, `unreachable`, `tls` …; null when there is none
    record Look(
            Instant at,
            long taken,
            int returned,
            int left,
            boolean more,
            @Nullable String trouble,
            @Nullable String troubleKind,
            List<ReportsResource.Told> receipts) {
        static Look of(ReportMailbox.Look look) {
            var trouble = look.trouble();
            return new Look(
                    look.at(),
                    look.taken(),
                    look.returned(),
                    look.left(),
                    look.more(),
                    trouble == null ? null : trouble.getMessage(),
                    trouble == null ? null : word(trouble.kind()),
                    look.receipts().stream().map(ReportsResource.Told::of).toList());
        }
    }

    /// @param security null for `starttls` on port 143 and `implicit` on all others
    /// @param address null for the user, where that is an address
    /// @param after `move` or `delete`; null for `move`
    record Wanted(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String security,
            @Nullable String user,
            @Nullable String password,
            @Nullable String ca,
            @Nullable String address,
            @Nullable String folder,
            @Nullable String taken,
            @Nullable String after) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/reports/mailbox", Role.VIEWER, "The report mailbox")
                        .query("lang")
                        .answers(200, Answer.class),
                this::show);
        operations.add(
                Operation.put("/v1/reports/mailbox", Role.OPERATOR, "Name the report mailbox")
                        .takes(Wanted.class)
                        .answers(200, Answer.class)
                        .needsTag(),
                this::put);
        operations.add(
                Operation.delete("/v1/reports/mailbox", Role.OPERATOR, "Forget the report mailbox")
                        .answers(204)
                        .heedsTag()
                        .refuses(404),
                this::remove);
        operations.add(
                Operation.post(
                                "/v1/reports/mailbox/look",
                                Role.OPERATOR,
                                "Look into the report mailbox")
                        .answers(200, Look.class)
                        .refuses(404),
                this::look);
    }

    private void show(Context context) {
        var settings = mailbox.settings().orElse(null);
        var last = mailbox.last().map(Look::of).orElse(null);
        var view = settings == null ? null : view(settings, last);
        EntityTag.answer(context, new Answer(view), state());
    }

    /// What it is, not what was found in it.
    private Answer state() {
        return new Answer(mailbox.settings().map(one -> view(one, null)).orElse(null));
    }

    private static View view(MailboxSettings settings, @Nullable Look last) {
        var server = settings.server();
        var authorities = server.authorities();
        return new View(
                server.host(),
                server.port(),
                word(server.security()),
                server.user(),
                authorities == null ? null : authorities.toString(),
                settings.address(),
                settings.folder(),
                settings.taken(),
                last);
    }

    private void put(Context context) throws Exception {
        var wanted = settings(Asked.body(context, Wanted.class));
        EntityTag.require(context, state());
        mailbox.use(wanted);
        show(context);
    }

    private void remove(Context context) throws Exception {
        EntityTag.check(context, state());
        if (!mailbox.forget()) throw none();
        context.status(204);
    }

    private void look(Context context) throws Exception {
        context.json(Look.of(mailbox.look().orElseThrow(ReportMailboxResource::none)));
    }

    private static Objection none() {
        return new Objection(
                Kind.UNKNOWN,
                "mailbox-none",
                "",
                "there is no report mailbox; `facteur report mailbox set` names one");
    }

    private static MailboxSettings settings(Wanted wanted) throws Objection {
        var user = Asked.required(wanted.user(), "user");
        var taken = wanted.taken() == null ? MailboxSettings.TAKEN : wanted.taken();
        var folder = wanted.folder() == null ? MailboxSettings.INBOX : wanted.folder();
        for (var name : List.of(user, taken, folder)) requirePlain(name);
        return new MailboxSettings(
                server(wanted, user),
                new Secret(Asked.required(wanted.password(), "password")),
                address(wanted.address() == null ? user : wanted.address()),
                folder,
                deletes(wanted.after()) ? "" : taken);
    }

    private static ImapServer server(Wanted wanted, String user) throws Objection {
        var host = Asked.required(wanted.host(), "host");
        if (DomainName.canonical(host).isEmpty()) {
            throw new Objection(Kind.INVALID, "mailbox-host", host, host + " is no host name");
        }
        var security = security(wanted.security(), wanted.port());
        int usual = security == ImapServer.Security.STARTTLS ? STARTTLS_PORT : IMPLICIT_PORT;
        int port = wanted.port() == null ? usual : wanted.port();
        if (port < 1 || port > 65_535) {
            throw new Objection(
                    Kind.INVALID, "mailbox-port", String.valueOf(port), "there is no port " + port);
        }
        return new ImapServer(host, port, security, user, authorities(wanted.ca()));
    }

    private static ImapServer.Security security(@Nullable String word, @Nullable Integer port)
            throws Objection {
        if (word == null) {
            boolean asked = port != null && port == STARTTLS_PORT;
            return asked ? ImapServer.Security.STARTTLS : ImapServer.Security.IMPLICIT;
        }
        return switch (word) {
            case "implicit" -> ImapServer.Security.IMPLICIT;
            case "starttls" -> ImapServer.Security.STARTTLS;
            default ->
                    throw new Objection(
                            Kind.INVALID,
                            "mailbox-security",
                            word,
                            "security is implicit or starttls, not " + word);
        };
    }

    private static @Nullable Path authorities(@Nullable String file) throws Objection {
        if (file == null) return null;
        if (Files.isReadable(Path.of(file))) return Path.of(file);
        throw new Objection(Kind.INVALID, "mailbox-ca", file, file + " cannot be read");
    }

    private static String address(String text) throws Objection {
        try {
            var address = Address.parse(text);
            if (!address.needsSmtpUtf8() && text.matches("[A-Za-z0-9@._+-]+")) return text;
        } catch (MalformedAddress none) {
            // Said below.
        }
        throw new Objection(
                Kind.INVALID,
                "mailbox-address",
                text,
                text + " is no address to which receivers can send; name one with --address");
    }

    private static boolean deletes(@Nullable String after) throws Objection {
        if (after == null || after.equals("move")) return false;
        if (after.equals("delete")) return true;
        throw new Objection(
                Kind.INVALID, "mailbox-after", after, "after is move or delete, not " + after);
    }

    private static void requirePlain(String name) throws Objection {
        if (!name.isBlank()
                && name.length() <= LONGEST
                && name.chars().noneMatch(Character::isISOControl)) {
            return;
        }
        throw new Objection(
                Kind.INVALID, "mailbox-name", name, "a user or folder is one line, and not empty");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
