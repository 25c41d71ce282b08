package dev.facteur.sandbox;

import dev.facteur.platform.http.HttpRefusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The practice server's inbox over HTTP: a page for people, JSON for programs. A mail's own HTML
/// is never rendered: it is shown as the text it is.
final class InboxPages {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Inbox inbox;

    InboxPages(Inbox inbox) {
        this.inbox = inbox;
    }

    /// A mail in `GET /mails`.
    record Listed(
            long id,
            Instant at,
            String sender,
            List<String> recipients,
            String subject,
            String from,
            int size,
            String tls,
            @Nullable String user,
            String helo,
            String client,
            boolean signed,
            boolean answered,
            String raw) {
        static Listed of(PracticeMail mail) {
            var received = mail.received();
            return new Listed(
                    received.id(),
                    received.at(),
                    received.sender(),
                    received.recipients(),
                    mail.header("Subject"),
                    mail.header("From"),
                    mail.size(),
                    received.tls(),
                    received.user(),
                    received.helo(),
                    received.client(),
                    !mail.header("DKIM-Signature").isEmpty(),
                    received.answered(),
                    "/mails/" + received.id() + "/raw");
        }
    }

    void install(RoutesConfig routes) {
        routes.before(InboxPages::guard);
        routes.get("/", this::page);
        routes.get("/mails", context -> context.json(listed(context)));
        routes.get("/mails/{id}", context -> context.json(Listed.of(mail(context))));
        routes.get("/mails/{id}/raw", this::raw);
        routes.delete(
                "/mails",
                context -> {
                    inbox.clear();
                    context.status(204);
                });
    }

    /// A web page elsewhere could let its own name point to this address and read along; it cannot
    /// change the Host header that goes with it.
    private static void guard(Context context) throws HttpRefusal {
        var host = context.header("Host");
        var name = host == null ? "" : host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        if (!LOOPBACK.contains(name) && !name.startsWith("127.")) {
            throw new HttpRefusal(
                    421, "Wrong name", "Open this page as localhost or by its address.");
        }
        context.header("Content-Security-Policy", InboxPage.POLICY);
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cache-Control", "no-store");
    }

    private List<Listed> listed(Context context) {
        var recipient = context.queryParam("recipient");
        return inbox.mails().stream()
                .filter(mail ->
                        recipient == null || mail.received().recipients().contains(recipient))
                .map(Listed::of)
                .toList();
    }

    private void page(Context context) {
        var wanted = context.header("Accept-Language");
        var french = wanted != null && wanted.toLowerCase(Locale.ROOT).startsWith("fr");
        var mails = inbox.mails().stream().map(Listed::of).toList();
        context.html(
                new InboxPage(french ? InboxPage.Texts.FRENCH : InboxPage.Texts.ENGLISH)
                        .render(mails));
    }

    private void raw(Context context) throws HttpRefusal {
        context.result(mail(context).bytes()).contentType("text/plain; charset=utf-8");
    }

    private PracticeMail mail(Context context) throws HttpRefusal {
        var id = context.pathParam("id");
        if (id.matches("[0-9]{1,18}")) {
            var found = inbox.find(Long.parseLong(id));
            if (found.isPresent()) return found.get();
        }
        throw new HttpRefusal(
                404, "No such mail", "There is no mail " + id + " (any more); see /mails.");
    }
}
