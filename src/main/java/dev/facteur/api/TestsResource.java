package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Login;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.account.Role;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.event.Trace;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.http.Operation;
import dev.facteur.seed.Standing;
import dev.facteur.seed.TestFindings;
import dev.facteur.seed.TestMail;
import dev.facteur.seed.TestMails;
import dev.facteur.seed.Verdict;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/tests`: real mails that are followed to their end. A site tests itself: as a sender of its
/// own, by its own routes, to one address. The operator tests whatever he likes.
final class TestsResource {
    private static final int SHOWN = 100;

    private final MailAccess access;
    private final Accounts accounts;
    private final TestMails tests;
    private final TestFindings findings;

    TestsResource(MailAccess access, Accounts accounts, TestMails tests, TestFindings findings) {
        this.access = access;
        this.accounts = accounts;
        this.tests = tests;
        this.findings = findings;
    }

    /// @param verdict the worst of its mails': `delivered`, `astray`, `waiting`, `refused` or
    ///   `stuck`
    /// @param done whether nothing more is waited for
    record View(
            String id,
            Instant at,
            String from,
            String route,
            Instant until,
            String verdict,
            boolean done,
            List<Mail> mails) {}

    /// @param seed the mailbox it goes to; `""` for an address that we cannot look into
    /// @param trace of the last attempt that has ended; null before the first
    record Mail(
            String id,
            String to,
            String seed,
            String verdict,
            boolean done,
            List<MailsResource.Event> events,
            @Nullable Trace trace,
            SeedsResource.Placed placed) {
        static Mail of(Standing standing, FindingTexts texts) {
            var mail = standing.mail();
            return new Mail(
                    mail.id().toString(),
                    mail.address().toString(),
                    mail.seed(),
                    standing.verdict().word(),
                    standing.done(),
                    standing.events().stream().map(new StoryTexts(texts)::event).toList(),
                    standing.trace(),
                    SeedsResource.Placed.of(mail));
        }
    }

    /// @param findings in the order in which to go about them
    record Explained(String id, String verdict, List<DoctorResource.Told> findings) {}

    /// What came of an earlier test in a mailbox.
    record Past(String test, String seed, SeedsResource.Placed placed) {}

    record History(List<Past> placements) {}

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/tests", Permission.SEND, "Send test mails")
                        .query("lang")
                        .takes(TestMails.Wanted.class)
                        .answers(202, View.class)
                        .refuses(404, 409),
                this::send);
        operations.add(
                Operation.get("/v1/tests", Role.VIEWER, "What came of test mails")
                        .answers(200, History.class),
                this::history);
        operations.add(
                Operation.get("/v1/tests/{id}", Permission.READ, "A test")
                        .query("lang")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.get("/v1/tests/{id}/findings", Permission.READ, "What a test shows")
                        .query("lang")
                        .answers(200, Explained.class),
                this::explain);
    }

    private void send(Context context) throws Exception {
        var wanted = Asked.body(context, TestMails.Wanted.class);
        var sent =
                tests.send(
                        switch (Caller.of(context)) {
                            case Caller.Person person ->
                                    person.seesAll() ? wanted : ofOwnSite(context, wanted);
                            case Caller.SiteKey(var login) -> ownTest(login, wanted);
                        });
        context.status(202)
                .header("Location", "/v1/tests/" + sent.getFirst().test())
                .json(view(sent, Language.texts(context)));
    }

    /// What somebody may ask for who sees some sites only.
    private TestMails.Wanted ofOwnSite(Context context, TestMails.Wanted wanted) throws Objection {
        return new TestMails.Wanted(
                wanted.to(),
                wanted.seeds(),
                wanted.from(),
                wanted.route(),
                new SiteChoice(accounts).of(context, wanted.site()).name(),
                wanted.seconds(),
                wanted.language());
    }

    /// What a site may ask for.
    private TestMails.Wanted ownTest(Login login, TestMails.Wanted wanted) throws Objection {
        var to = Asked.required(wanted.to(), "to");
        var from = wanted.from();
        if (wanted.seeds() != null || wanted.route() != null) {
            throw new Objection(
                    Kind.INVALID,
                    "test-of-site",
                    login.site().name(),
                    "a site's test goes to one address, by the site's own routes");
        }
        if (from != null && !maySend(login, from)) {
            throw new Objection(
                    Kind.INVALID,
                    "test-sender-of-key",
                    from,
                    "the key " + login.credential().name() + " may not send as " + from,
                    login.credential().name());
        }
        return new TestMails.Wanted(
                to, null, from, null, login.site().name(), wanted.seconds(), wanted.language());
    }

    private boolean maySend(Login login, String from) {
        try {
            return accounts.maySend(login.site(), login.credential(), Address.parse(from.strip()));
        } catch (MalformedAddress _) {
            // The test says so itself.
            return true;
        }
    }

    private void history(Context context) {
        var past =
                tests.history("", SHOWN).stream()
                        .map(mail ->
                                new Past(mail.test(), mail.seed(), SeedsResource.Placed.of(mail)))
                        .toList();
        context.json(new History(past));
    }

    private void show(Context context) throws Exception {
        context.json(view(test(context), Language.texts(context)));
    }

    private void explain(Context context) throws Exception {
        var standings = findings.standings(test(context));
        var texts = Language.texts(context);
        var told =
                findings.about(standings).stream()
                        .map(each -> DoctorResource.told(each, texts))
                        .toList();
        context.json(
                new Explained(standings.getFirst().mail().test(), worst(standings).word(), told));
    }

    /// To a site, another site's test does not exist.
    private List<TestMail> test(Context context) throws Objection {
        var test = tests.of(context.pathParam("id"));
        if (!access.sees(context, test.getFirst().id())) {
            throw TestMails.unknown(context.pathParam("id"));
        }
        return test;
    }

    private View view(List<TestMail> test, FindingTexts texts) {
        var standings = findings.standings(test);
        var first = test.getFirst();
        return new View(
                first.test(),
                first.at(),
                first.sender().toString(),
                first.route(),
                first.until(),
                worst(standings).word(),
                standings.stream().allMatch(Standing::done),
                standings.stream().map(each -> Mail.of(each, texts)).toList());
    }

    private static Verdict worst(List<Standing> standings) {
        return standings.stream()
                .map(Standing::verdict)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
