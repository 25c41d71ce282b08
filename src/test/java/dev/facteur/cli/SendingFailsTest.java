package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Each way in which sending fails, made by a server that behaves so, and what a whole gateway says
/// of it: the doctor where the route is in trouble, the story of a mail where it was refused. Both
/// in English and in French. What a port does that is dropped, or says nothing, takes time; that is
/// in `PortsTest` and `PortAdvisorTest`, with shorter patience.
@ExtendWith(OneGateway.class)
final class SendingFailsTest {
    private static final String ROUTE = "row";
    private static final String PASSWORD = "hunter2-long";

    private final PracticeGateway gateway;
    private final TroubledServers servers;

    SendingFailsTest(PracticeGateway gateway, @TempDir Path folder) {
        this.gateway = gateway;
        this.servers = new TroubledServers(gateway.authority(), folder);
    }

    /// Makes the trouble; returns the port to call.
    interface Trouble {
        int port(TroubledServers servers) throws Exception;
    }

    @AfterEach
    void stop() throws Exception {
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"practice\"]}");
        gateway.operator("DELETE", "/v1/routes/" + ROUTE, "");
        servers.stop();
    }

    static Stream<Arguments> routesInTrouble() {
        return Stream.of(ports(), certificates(), logins()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> ports() {
        return Stream.of(
                row(
                        "connection refused",
                        _ -> FreePorts.one(),
                        "ports-refused",
                        "refuses connections",
                        "refuse les connexions"),
                row(
                        "implicit TLS spoken to a STARTTLS port",
                        test -> test.plays(Scene::hang, "220 mail.test ESMTP"),
                        "implicit",
                        "port-no-tls",
                        "465 is for TLS from the first byte",
                        "465 veut TLS dès le premier octet"),
                row(
                        "STARTTLS is stripped",
                        test -> test.gated(Gate.withoutStartTls(test.well(test.right()))),
                        "port-masked",
                        "to open port 465",
                        "d'ouvrir le port 465"),
                row(
                        "a server without TLS",
                        test -> test.plays(scene -> test.bye(scene.greet("PIPELINING")), ""),
                        "port-stripped",
                        "The login would travel in clear",
                        "L'identifiant voyagerait en clair"),
                row(
                        "454 TLS not available",
                        test -> test.plays(TroubledServers::refuseTls, ""),
                        "port-without-tls",
                        "tried again by itself",
                        "réessayé de lui-même"));
    }

    private static Stream<Arguments> certificates() {
        return Stream.of(
                row(
                        "the certificate is for another name",
                        test -> test.well(test.authority.issue("mail.provider.test")),
                        "port-impostor",
                        "take the name that its documentation gives",
                        "prenez le nom que donne sa documentation"),
                row(
                        "PKIX path building failed",
                        test -> test.shownBy("Somebody"),
                        "port-chain",
                        "CN=Somebody",
                        "CN=Somebody"),
                row(
                        "a product inspects TLS",
                        test -> test.shownBy("Zscaler"),
                        "port-inspected",
                        "Take localhost:",
                        "Retirez localhost:"),
                row(
                        "the certificate has expired",
                        test -> test.well(test.expired()),
                        "port-expired",
                        "clock of this machine",
                        "horloge de cette machine"));
    }

    private static Stream<Arguments> logins() {
        return Stream.of(
                row(
                        "535 bad login",
                        test -> test.answersLogin("535 5.7.8 Error: authentication failed"),
                        "login-refused",
                        "the wrong kind of secret",
                        "la mauvaise sorte de secret"),
                row(
                        "535 5.7.139 SMTP AUTH is off",
                        test ->
                                test.answersLogin(
                                        "535 5.7.139 Authentication unsuccessful,"
                                                + " SmtpClientAuthentication is disabled for the"
                                                + " Tenant."),
                        "login-method",
                        "route authorize",
                        "route authorize"),
                row(
                        "no common mechanism",
                        test -> test.offers("AUTH XOAUTH2"),
                        "login-method",
                        "With OAuth",
                        "Avec OAuth"),
                row(
                        "538 TLS before the login",
                        test -> test.answersLogin("538 5.7.11 Encryption required"),
                        "tls-required",
                        "at that port",
                        "à ce port"),
                row(
                        "525 unauthorised address",
                        test -> test.answersLogin("525 5.7.1 Unauthorized IP address"),
                        "address-not-allowed",
                        "IPv4 and IPv6",
                        "IPv4 et IPv6"),
                row(
                        "the account is not activated",
                        test -> test.answersLogin("535 Account not subscribed to SES"),
                        "account-restricted",
                        "may not send yet, or no longer",
                        "ne peut pas encore envoyer, ou ne le peut plus"),
                row(
                        "the account has no credit",
                        test ->
                                test.answersLogin(
                                        "451 Authentication failed: Maximum credits exceeded"),
                        "account-exhausted",
                        "has sent all that it may",
                        "a envoyé tout ce qu'il peut"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routesInTrouble")
    void theDoctorNamesTheCauseAndTheStep(
            String symptom,
            Trouble trouble,
            String mode,
            String code,
            String english,
            String french)
            throws Exception {
        addRoute(trouble.port(servers) + "/" + mode, "localhost");

        assertThat(doctor("en", code)).as(symptom).contains(english);
        assertThat(doctor("fr", code)).as(symptom).contains(french);
    }

    @Test
    void aHostThatIsUnknownIsShownAsItWasLookedUp() throws Exception {
        var host = "smtp.provider.invalid";
        addRoute("587/starttls", host);

        assertThat(doctor("en", "port-host-unknown")).contains("dig " + host);
        assertThat(doctor("fr", "port-host-unknown")).contains("dig " + host);
    }

    @Test
    void aServerThatWantsALoginWhereTheRouteHasNoneIsToldWithTheCommandThatGivesIt()
            throws Exception {
        var server =
                servers.plays(
                        scene -> servers.refuse(scene, "MAIL", "530 5.7.0 Login first", false), "");
        addRoute(server + "/starttls", "localhost", "");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"" + ROUTE + "\"]}");
        gateway.submit("a@shop.example", "ann@recipient.example");
        var route = "/v1/routes/" + ROUTE;
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !gateway.operator("GET", route, "").path("parked_why").isNull());

        var step = "facteur route set " + ROUTE + " --user ";
        assertThat(doctor("en", "login-required")).contains("530 5.7.0 Login first", step + "USER");
        assertThat(doctor("fr", "login-required"))
                .contains("530 5.7.0 Login first", step + "UTILISATEUR");
    }

    @Test
    void aWrongPasswordIsTriedOnceInAnExamination() throws Exception {
        var context = servers.serving(servers.right());
        var server = servers.started(TroubledServers.answering(context, "535 5.7.8 no"));
        addRoute(server.port() + "/starttls", "localhost");

        assertThat(doctor("en", "login-refused")).contains("535");
        assertThat(server.heard("AUTH")).hasSize(1);
    }

    static Stream<Arguments> refusals() {
        return Stream.concat(refusalsOfSenders(), refusalsOfMails());
    }

    private static Stream<Arguments> refusalsOfSenders() {
        return Stream.of(
                refusal(
                        "MAIL",
                        "530 5.7.0 Must issue a STARTTLS command first",
                        "tls-required",
                        "a port with STARTTLS or implicit TLS",
                        "un port avec STARTTLS ou TLS implicite"),
                refusal(
                        "DATA",
                        "502 5.7.0 Your SMTP account is not yet activated",
                        "account-not-activated",
                        "Ask the provider to activate",
                        "Demandez au fournisseur d'activer"),
                refusal(
                        "DATA",
                        "554 Message rejected: Email address is not verified. The following"
                                + " identities failed the check in region EU-WEST-1: a@shop.example",
                        "sender-not-verified",
                        "Verify the sender",
                        "Validez l'adresse"),
                refusal(
                        "MAIL",
                        "553 5.7.1 Sender address rejected: not owned by user",
                        "sender-not-allowed",
                        "Let the route's login send as this sender",
                        "l'utilisateur de la route à envoyer sous cet expéditeur"),
                refusal(
                        "DATA",
                        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                        "sender-not-allowed",
                        "Let the route's login send as this sender",
                        "l'utilisateur de la route à envoyer sous cet expéditeur"));
    }

    private static Stream<Arguments> refusalsOfMails() {
        return Stream.of(
                refusal(
                        "RCPT",
                        "450 4.2.0 Greylisted, see http://postgrey.example",
                        "greylisted",
                        "tried again by itself",
                        "un nouvel essai suit"),
                refusal(
                        "RCPT",
                        "454 4.7.0 Throttling failure: Maximum sending rate exceeded",
                        "rate",
                        "Too much in too short a time",
                        "Trop en trop peu de temps"),
                refusal(
                        "DATA",
                        "552 5.3.4 Message size exceeds fixed limit",
                        "too-large",
                        "a link instead of the attachment",
                        "un lien au lieu de la pièce jointe"),
                refusal(
                        "RCPT",
                        "550 5.1.1 No such user here",
                        "unknown-recipient",
                        "correct it or remove it",
                        "corrigez-la ou supprimez-la"),
                refusal(
                        "RCPT",
                        "556 5.1.10 Domain has a null MX record",
                        "unknown-domain",
                        "check its spelling",
                        "vérifiez son orthographe"),
                refusal(
                        "RCPT",
                        "550 5.7.1 Service unavailable, client host [203.0.113.7] blocked using"
                                + " zen.spamhaus.org",
                        "ip-listed",
                        "on a block list",
                        "sur une liste de blocage"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void theStoryOfAMailNamesTheReasonAndWhatToDo(
            String at, String reply, String reason, String english, String french)
            throws Exception {
        addRoute(
                servers.plays(scene -> servers.refuse(scene, at, reply, true), "") + "/starttls",
                "localhost");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"" + ROUTE + "\"]}");

        // Each is somebody else: who does not exist is written to once.
        var mail = gateway.submit("a@shop.example", "ann-" + reason + "@recipient.example");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(gateway.story(mail))
                                .contains("\"" + reason + "\"", reply.substring(0, 3)));
        try (var line = CommandLine.at(gateway)) {
            assertThat(line.run("mail", "show", mail).said()).contains(english);
            assertThat(line.in("fr").run("mail", "show", mail).said())
                    .contains(french)
                    .contains("localhost:")
                    .containsAnyOf("n'accepte pas de courrier", "n'accepte pas ce courriel")
                    .doesNotContain("does not take");
            if (reply.startsWith("4")) tellsWhenItIsTriedNext(line, mail);
        }
    }

    @Test
    void theStoryOfAMailThatTlsHoldsUpIsToldInTheReadersLanguage() throws Exception {
        addRoute(servers.well(servers.expired()) + "/starttls", "localhost");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"" + ROUTE + "\"]}");

        var mail = gateway.submit("a@shop.example", "ann@recipient.example");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(gateway.story(mail))
                                .contains("shows a certificate that has expired")
                                .contains("\"code\":\"certificate-expired\""));
        try (var line = CommandLine.at(gateway)) {
            assertThat(line.run("mail", "show", mail).said())
                    .contains("shows a certificate that has expired");
            assertThat(line.in("fr").run("mail", "show", mail).said())
                    .contains("montre un certificat qui a expiré")
                    .doesNotContain("certificate");
        }
        assertThat(gateway.operator("GET", "/v1/queue?lang=fr", "").toString())
                .contains("montre un certificat qui a expiré")
                .doesNotContain("shows a certificate");
    }

    private void tellsWhenItIsTriedNext(CommandLine line, String mail) throws Exception {
        var recipient = gateway.operator("GET", "/v1/mails/" + mail, "").path("recipients").path(0);
        var next = Reading.time(recipient, "due_at");
        assertThat(line.run("mail", "show", mail).said()).contains("Next attempt", next);
        assertThat(line.in("fr").run("mail", "show", mail).said()).contains("Prochain essai", next);
    }

    private static Arguments row(
            String symptom, Trouble trouble, String code, String english, String french) {
        return row(symptom, trouble, "starttls", code, english, french);
    }

    private static Arguments row(
            String symptom,
            Trouble trouble,
            String mode,
            String code,
            String english,
            String french) {
        return arguments(symptom, trouble, mode, code, english, french);
    }

    private static Arguments refusal(
            String at, String reply, String reason, String english, String french) {
        return arguments(at, reply, reason, english, french);
    }

    private void addRoute(String ladder, String host) throws Exception {
        addRoute(ladder, host, "\"user\":\"site\",\"password\":\"" + PASSWORD + "\",");
    }

    /// @param login its members, each with a comma; `""` for none
    private void addRoute(String ladder, String host, String login) throws Exception {
        gateway.operator(
                "POST",
                "/v1/routes",
                """
                {"name":"%s","host":"%s","ladder":"%s",%s"ca":"%s"}
                """
                        .formatted(ROUTE, host, ladder, login, gateway.authority().caFile()));
    }

    /// All that the finding of this code says.
    private String doctor(String language, String code) throws Exception {
        var path = "/v1/doctor?route=" + ROUTE + "&lang=" + language;
        var report = gateway.operator("GET", path, "");
        var codes = new ArrayList<String>();
        for (JsonNode finding : report.path("findings")) {
            codes.add(Reading.text(finding, "code"));
            if (!Reading.text(finding, "code").equals(code)) continue;
            return Reading.text(finding, "seen")
                    + "\n"
                    + Reading.text(finding, "why")
                    + "\n"
                    + String.join("\n", Reading.texts(finding, "steps"));
        }
        throw new AssertionError("no " + code + " among " + codes);
    }
}
