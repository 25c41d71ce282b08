package dev.facteur.api;

import dev.facteur.account.Role;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.platform.secret.Secret;
import dev.facteur.seed.Placement;
import dev.facteur.seed.Proofs;
import dev.facteur.seed.Seed;
import dev.facteur.seed.SeedSettings;
import dev.facteur.seed.Seeds;
import dev.facteur.seed.TestMail;
import dev.facteur.seed.TestMails;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `/v1/seeds`: mailboxes of our own at receivers. A password goes in and never comes out.
final class SeedsResource {
    private static final int SHOWN = 50;

    private final Seeds seeds;
    private final TestMails tests;

    SeedsResource(Seeds seeds, TestMails tests) {
        this.seeds = seeds;
        this.tests = tests;
    }

    /// @param security `implicit` or `starttls`
    /// @param placements what came of the tests, the newest first; only where one is asked for
    record View(
            String name,
            String address,
            String host,
            int port,
            String security,
            String user,
            String authservId,
            List<Placed> placements) {}

    record Listing(List<View> seeds) {}

    /// @param placement null while it is looked for
    /// @param placedAt when it was found, or given up
    /// @param proofs what the receiver said of the mail
    record Placed(
            String mail,
            Instant at,
            @Nullable String placement,
            String folder,
            String trouble,
            @Nullable Instant placedAt,
            @Nullable Proofs proofs) {
        static Placed of(TestMail mail) {
            var placement = mail.placement();
            return new Placed(
                    mail.id().toString(),
                    mail.at(),
                    placement == null ? null : placement.word(),
                    mail.folder(),
                    mail.trouble(),
                    mail.placedAt(),
                    isFound(placement) ? mail.proofs() : null);
        }

        private static boolean isFound(@Nullable Placement placement) {
            if (placement == null) return false;
            return switch (placement) {
                case INBOX, SPAM, PROMOTIONS, OTHER -> true;
                case NOWHERE, UNKNOWN, UNSENT -> false;
            };
        }
    }

    /// What is null takes what is usual, see [SeedSettings#of].
    record Wanted(
            @Nullable String name,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String security,
            @Nullable String user,
            @Nullable String password,
            @Nullable String address,
            @Nullable String ca,
            @Nullable String authservId) {}

    /// @param kind of the trouble: `unreachable`, `no_tls`, `tls`, `login`, `refused`, `broken`;
    ///   null when there is none, as `words`
    /// @param junk the folder for spam; `""` when none is known
    record Checked(
            @Nullable String kind,
            @Nullable String words,
            int folders,
            String junk,
            boolean gmail) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/seeds", Role.VIEWER, "List seed mailboxes")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/seeds", Role.OPERATOR, "Add a seed mailbox")
                        .takes(Wanted.class)
                        .answers(201, View.class)
                        .refuses(409),
                this::add);
        operations.add(
                Operation.get("/v1/seeds/{name}", Role.VIEWER, "A seed mailbox")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.delete("/v1/seeds/{name}", Role.OPERATOR, "Remove a seed mailbox")
                        .answers(204)
                        .heedsTag(),
                this::remove);
        operations.add(
                Operation.post("/v1/seeds/{name}/check", Role.OPERATOR, "Try a seed mailbox")
                        .answers(200, Checked.class),
                this::check);
    }

    private void list(Context context) {
        context.json(new Listing(seeds.all().stream().map(seed -> view(seed, List.of())).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var settings =
                SeedSettings.of(
                        Asked.required(wanted.host(), "host"),
                        wanted.port(),
                        wanted.security(),
                        Asked.required(wanted.user(), "user"),
                        wanted.address(),
                        wanted.ca(),
                        wanted.authservId());
        var password = new Secret(Asked.required(wanted.password(), "password"));
        var added = seeds.add(Asked.required(wanted.name(), "name"), settings, password);
        context.status(201).json(view(added, List.of()));
    }

    private void show(Context context) throws Exception {
        var seed = seeds.named(context.pathParam("name"));
        var placements = tests.history(seed.name(), SHOWN).stream().map(Placed::of).toList();
        EntityTag.answer(context, view(seed, placements), view(seed, List.of()));
    }

    private void remove(Context context) throws Exception {
        var seed = seeds.named(context.pathParam("name"));
        EntityTag.check(context, view(seed, List.of()));
        seeds.remove(seed.name());
        context.status(204);
    }

    private void check(Context context) throws Exception {
        var seed = seeds.named(context.pathParam("name"));
        try {
            var found = tests.check(seed);
            context.json(new Checked(null, null, found.folders(), found.junk(), found.gmail()));
        } catch (ImapTrouble trouble) {
            var kind = trouble.kind().name().toLowerCase(Locale.ROOT);
            context.json(new Checked(kind, trouble.getMessage(), 0, "", false));
        }
    }

    private static View view(Seed seed, List<Placed> placements) {
        var server = seed.server();
        return new View(
                seed.name(),
                seed.address().toString(),
                server.host(),
                server.port(),
                server.security().name().toLowerCase(Locale.ROOT),
                server.user(),
                seed.authservId(),
                placements);
    }
}
