package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final Scene scene = new Scene();

    @TempDir Path data;

    @AfterEach
    void endServer() {
        scene.close();
    }

    @Test
    void argumentsBecomeTheRequest() {
        scene.gateway(data, 201, "{}");
        scene.run("site", "add", "shop", "--local", "--json");
        scene.run("site", "route", "shop", "broadcast", "-", "--json");
        scene.run(
                "credential",
                "add",
                "shop",
                "--api",
                "--sender",
                "a@b.c",
                "--no-repeats",
                "--json");
        scene.run("mail", "list", "--to", "a+b@c.example", "--state", "held", "--json");
        scene.run("domain", "rotate", "b.example", "--activate", "--json");
        scene.run("domain", "rotate", "b.example", "--activate", "--force", "--json");
        scene.run("domain", "rotate", "b.example", "--manual", "--hosted-keys", "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "GET /v1/sites",
                        "POST /v1/sites {\"name\":\"shop\",\"local\":true}",
                        "GET /v1/sites/shop",
                        "PUT /v1/sites/shop/routes/broadcast {\"routes\":[]}",
                        "POST /v1/credentials {\"site\":\"shop\",\"kind\":\"api\","
                                + "\"senders\":[\"a@b.c\"],\"recognises_repeats\":false}",
                        "GET /v1/mails?state=held&recipient=a%2Bb%40c.example",
                        "POST /v1/domains/b.example/keys/activate",
                        "POST /v1/domains/b.example/keys/activate {\"force\":true}",
                        "POST /v1/domains/b.example/keys {\"manual\":true,\"hosted\":true}");
    }

    @Test
    void mailWrittenAsJsonIsHandedOverForASite() throws Exception {
        scene.gateway(data, 202, "{\"id\":\"1m83vcay63pkh\"}");
        var file = Files.writeString(data.resolve("mail.json"), "{\"from\":\"a@b.c\"}");
        scene.run("mail", "send", file.toString(), "--site", "shop");
        scene.run("mail", "send", file.toString(), "--validate-only");
        var key = new String[] {"--permission", "send,read", "--network", "192.0.2.0/24"};
        scene.run("credential", "add", "shop", "--api", key[0], key[1], key[2], key[3], "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "POST /v1/messages?site=shop {\"from\":\"a@b.c\"}",
                        "POST /v1/messages {\"from\":\"a@b.c\",\"validate_only\":true}",
                        "POST /v1/credentials {\"site\":\"shop\",\"kind\":\"api\","
                                + "\"permissions\":[\"send\",\"read\"],"
                                + "\"networks\":[\"192.0.2.0/24\"]}");
    }

    @Test
    void statesAreUnderstoodAsTheTablesShowThemInEveryLanguage() {
        scene.gateway(data, 200, "{}");
        for (var state : List.of("waiting", "Being tried", "en attente", "queued", "odd")) {
            scene.run("mail", "list", "--state", state, "--json");
        }
        assertThat(scene.requests)
                .map(request -> request.replaceAll(".*=", ""))
                .containsExactly("queued", "leased", "queued", "queued", "odd");
    }

    @Test
    void whatHasEndedIsTriedAgainOnlyWhenAskedFor() {
        scene.gateway(data, 200, "{\"recipients\":1}");
        scene.run("mail", "retry", "1m83vcay63pkh");
        scene.run("mail", "retry", "1m83vcay63pkh", "--failed");
        assertThat(scene.requests)
                .containsExactly(
                        "POST /v1/mails/1m83vcay63pkh/retry",
                        "POST /v1/mails/1m83vcay63pkh/retry {\"failed\":true}");
        assertThat(scene.out()).contains("is due now. Recipients: 1.");
    }

    @Test
    void aSecondSignatureIsWarnedOf() {
        scene.gateway(
                data,
                200,
                """
                {"providers": [{"id": "ses", "title": "Amazon SES", "dkim": "theirs", "asks": []}]}
                """);
        scene.run("route", "add", "r", "--provider", "ses", "--no-check");
        assertThat(scene.err()).doesNotContain("signs");
        scene.run("route", "add", "r", "--provider", "ses", "--no-check", "--sign");
        assertThat(scene.err()).contains("Amazon SES signs with a key of your domain itself");
    }

    @Test
    void aCheckThatFoundNoWaySaysWhatToDo() {
        scene.gateway(
                data,
                200,
                """
                {"way": null, "took_millis": 8000, "passed_over": [], "account": null,
                 "trouble": "smtp.example:587 does not answer.", "reason": "ports-blocked"}
                """);
        assertThat(scene.run("route", "check", "r")).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(scene.out())
                .contains("It does not work: smtp.example:587 does not answer.")
                .contains("Let this machine connect to one of the ports", "--key-file");
    }

    @Test
    void aCheckTellsHowTheAccountStands() {
        scene.gateway(
                data,
                200,
                """
                {"way": "smtp.example:587", "took_millis": 400, "trouble": null,
                 "passed_over": ["smtp.example:465 refuses connections."],
                 "account": {"state": "trial", "why": "no production access", "more": false,
                   "senders": [{"name": "shop.example", "verified": true, "state": "SUCCESS"},
                               {"name": "b.example", "verified": false, "state": "PENDING"}],
                   "quotas": [{"period": "day", "used": 12, "limit": 200, "left": 188}],
                   "untold": [{"topic": "quota", "forbidden": true, "words": "HTTP 403"}]},
                 "unverified": [{"domain": "b.example", "sites": ["shop"]}]}
                """);
        assertThat(scene.run("route", "check", "ses")).isZero();
        assertThat(scene.out())
                .contains(
                        "Not taken: smtp.example:465 refuses connections.",
                        "on trial, its mail does not reach everybody: no production access",
                        "12 of 200 used, 188 left",
                        "b.example     no        PENDING",
                        "as this key may not ask for it: its quota.",
                        "b.example, which shop sends as, is not verified");
        scene.run("route", "check", "ses", "--lang=fr");
        assertThat(scene.out())
                .contains("à l'essai", "12 sur 200 utilisés", "b.example, que shop utilise");
    }

    @Test
    void aDirectRouteNeedsNoServer() {
        scene.gateway(data, 201, "{}");
        scene.run(
                "route",
                "add",
                "r",
                "--direct",
                "--source",
                "192.0.2.7,::7",
                "--hello",
                "m.example");
        assertThat(scene.requests.getFirst())
                .contains("\"direct\":true", "\"sources\":[\"192.0.2.7\",\"::7\"]", "m.example");
        assertThat(scene.run("route", "add", "r", "--direct", "--host", "h"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBlockedPortIsShownWithWhatRemains() {
        scene.gateway(
                data,
                200,
                """
                {"name": "r", "notice": "Outgoing port 25 seems to be blocked.",
                 "notice_reason": "port-25-blocked",
                 "settings": {"direct": {"hello": "", "sources": [], "per_destination": 20}}}
                """);
        scene.run("route", "show", "r", "--lang", "fr");
        assertThat(scene.out())
                .contains("le port 25 est bloqué", "les serveurs des destinataires", "587");
    }

    @Test
    void knownPortsNeedNoMoreThanTheirNumber() {
        scene.gateway(data, 201, "{}");
        scene.run("route", "add", "r", "--host", "h", "--port", "465,587", "--port", "1/starttls");
        assertThat(scene.requests.getFirst())
                .contains("\"ladder\":\"465/implicit,587/starttls,1/starttls\"");
    }

    @Test
    void passwordComesFromFileInputEnvironmentOrAQuestion() throws IOException {
        var file = Files.writeString(data.resolve("password"), "from file\nmore\n");
        scene.gateway(data, 201, "{}").typed("from input\n").secret("from person");
        route("--password-file", file.toString());
        route("--password-file", "-");
        route();
        scene.environment("FACTEUR_PASSWORD", "from environment");
        route();
        assertThat(scene.requests)
                .map(request -> request.replaceAll(".*\"password\":\"([^\"]*)\".*", "$1"))
                .containsExactly("from file", "from input", "from person", "from environment");
    }

    @Test
    void onlyWhatIsGivenIsChangedInARoute() {
        scene.gateway(data, 200, "{}").typed("new\n");
        scene.run("route", "set", "r", "--password-file", "-", "--json");
        scene.run("route", "set", "r", "--no-sign", "--no-ca-file", "--port", "465", "--json");
        scene.run("route", "set", "r", "--sign", "--no-user", "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "GET /v1/routes/r",
                        "PATCH /v1/routes/r {\"password\":\"new\"}",
                        "GET /v1/routes/r",
                        "PATCH /v1/routes/r {\"ca\":\"\",\"ladder\":\"465/implicit\",\"signs\":false}",
                        "GET /v1/routes/r",
                        "PATCH /v1/routes/r {\"user\":\"\",\"signs\":true}");
        assertThat(scene.run("route", "set", "r")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void passwordWithoutAUserIsAMistake() {
        scene.gateway(data, 201, "{}");
        var words = new String[] {"route", "add", "r", "--host", "h", "--password-file", "-"};
        assertThat(scene.run(words)).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("--user");
        assertThat(scene.requests).isEmpty();
    }

    @Test
    void passwordFileThatIsNotThereIsToldInWords() {
        scene.gateway(data, 201, "{}");
        assertThat(route("--password-file", "/nonexistent")).isEqualTo(ExitCode.NOT_FOUND);
        route("--password-file", "/nonexistent", "--lang", "fr");
        assertThat(scene.err().lines())
                .containsExactly(
                        "facteur: /nonexistent cannot be read: it does not exist",
                        "facteur: /nonexistent n'est pas lisible : il n'existe pas");
        assertThat(scene.requests).isEmpty();
    }

    @Test
    void aPasswordBroughtAlongIsWarnedOfWhenItIsShort() {
        scene.gateway(data, 201, "{}").typed("s3cret\n");
        scene.run("credential", "add", "shop", "--password-file", "-", "--json");
        assertThat(scene.requests.getFirst()).contains("\"password\":\"s3cret\"");
        assertThat(scene.err()).startsWith("Warning:").doesNotContain("s3cret");
        assertThat(scene.out()).isEqualTo("{}\n");
    }

    @Test
    void aDomainMaySignByOneAlgorithm() {
        scene.gateway(data, 201, "{}");
        scene.run("domain", "add", "b.example", "--site", "shop", "--algorithm", "rsa", "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "POST /v1/domains {\"name\":\"b.example\",\"site\":\"shop\","
                                + "\"algorithms\":[\"rsa\"]}");
    }

    @Test
    void routeWithUserAndWithoutPasswordSaysWhereToPutIt() {
        scene.gateway(data, 201, "{}");
        assertThat(route()).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("--password-file", "FACTEUR_PASSWORD");
        assertThat(scene.requests).isEmpty();
    }

    @Test
    void versionAndHelpAreFoundWhereEveryProgramHasThem() {
        assertThat(scene.run("--version")).isZero();
        assertThat(scene.out()).startsWith("facteur ");
        assertThat(scene.run("help", "site")).isZero();
        assertThat(scene.out()).contains("facteur site", "add");
        assertThat(scene.run("help")).isZero();
    }

    @Test
    void jsonIsTheAnswerAsItIs() {
        scene.gateway(data, 200, "{\"sites\":[{\"name\":\"shop\"}],\"more\":1}");
        assertThat(scene.run("site", "list", "--json")).isZero();
        assertThat(scene.out()).isEqualTo("{\"sites\":[{\"name\":\"shop\"}],\"more\":1}\n");
    }

    @Test
    void refusalIsOneLineWithTheGatewaysWords() {
        scene.gateway(data, 404, "{\"title\":\"Not found\",\"detail\":\"no site is named x\"}");
        assertThat(scene.run("site", "show", "x")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(scene.err()).isEqualTo("facteur: no site is named x\n");
    }

    @Test
    void refusalIsSaidInTheLanguageAskedForWhereTheRuleIsKnown() {
        var known =
                "{\"detail\":\"no\",\"code\":\"route-limit\",\"subject\":\"connections\",\"values\":[\"9\"]}";
        scene.gateway(data, 422, known);
        scene.run("route", "show", "x", "--lang", "fr");
        scene.run("route", "show", "x", "--lang", "en");
        assertThat(scene.err())
                .isEqualTo("facteur: connections est compris entre 1 et 9\nfacteur: no\n");
    }

    @Test
    void refusalOfAnUnknownRuleIsSaidInTheGatewaysWords() {
        scene.gateway(data, 422, "{\"detail\":\"new rule\",\"code\":\"new\",\"subject\":\"x\"}");
        scene.run("route", "show", "x", "--lang", "fr");
        assertThat(scene.err()).isEqualTo("facteur: new rule\n");
    }

    @Test
    void refusalStaysJsonForPrograms() {
        scene.gateway(data, 409, "{\"detail\":\"taken\",\"status\":409}");
        assertThat(scene.run("site", "add", "x", "--json")).isEqualTo(ExitCode.DATA);
        assertThat(scene.err()).isEqualTo("{\"detail\":\"taken\",\"status\":409}\n");
        assertThat(scene.out()).isEmpty();
    }

    @Test
    void missingGatewaySaysHowToStartOne() {
        scene.environment("FACTEUR_SERVER_DATA", data.toString());
        assertThat(scene.run("queue")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.err().lines()).hasSize(1);
        assertThat(scene.err()).contains(data.toString(), "facteur serve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "config check", "version"})
    void commandsThatLookIntoNoDataFolderTakeNone(String command) {
        var words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--data", data.toString()));
        assertThat(scene.run(words.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("--data");
        assertThat(scene.run((command + " --help").split(" "))).isEqualTo(ExitCode.OK);
        assertThat(scene.out()).doesNotContain("--data");
    }

    @Test
    void helpSaysWhatThePracticeServerKeepsInItsFolder() {
        scene.run("sandbox", "--help");
        assertThat(scene.out()).contains("keeps its certificate").doesNotContain("of the gateway");
        scene.run("try", "--help");
        assertThat(scene.out()).contains("keeps everything");
    }

    @Test
    void deadGatewaySaysSoToo() throws IOException {
        Files.writeString(
                data.resolve("admin.json"), "{\"url\":\"http://127.0.0.1:1\",\"token\":\"t\"}");
        scene.environment("FACTEUR_SERVER_DATA", data.toString());
        assertThat(scene.run("queue")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.err()).contains("facteur serve").doesNotContain("Exception");
    }

    @Test
    void mistypedCommandSuggestsTheRightOne() {
        assertThat(scene.run("rout")).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err())
                .isEqualTo(
                        "facteur: “rout” is not understood, did you mean route?;"
                                + " see `facteur --help`\n");
    }

    @Test
    void missingArgumentIsNamedInTheLanguageAskedFor() {
        assertThat(scene.run("site", "add", "--lang", "fr")).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err())
                .isEqualTo("facteur: il manque NAME ; voir « facteur site add --help »\n");
    }

    @Test
    void siteThatTakesTheLocalMailOverIsSaidToDoSo() {
        scene.gateway(data, 200, "{\"sites\":[{\"name\":\"blog\",\"local\":true}]}");
        scene.run("site", "add", "shop", "--local");
        assertThat(scene.err()).contains("belonged to site blog", "belongs to shop");
    }

    @Test
    void whatRunsHereOffersNoGatewayElsewhere() {
        for (var command : List.of("serve", "try", "sandbox", "config", "version")) {
            scene.run(command, "--help");
        }
        scene.run("config", "check", "--help");
        assertThat(scene.out()).contains("facteur config check").doesNotContain("--url", "--trust");
        assertThat(scene.run("serve", "--url", "http://a.example")).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("there is no option --url");
    }

    @Test
    void groupWithoutVerbShowsItsVerbs() {
        assertThat(scene.run("site")).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("Usage: facteur site", "add", "route");
    }

    @Test
    void programAloneShowsTheFirstSteps() {
        assertThat(scene.run()).isZero();
        assertThat(scene.out()).contains("facteur try", "facteur serve", "Set up");
    }

    @Test
    void languageComesFromTheEnvironment() {
        scene.environment("LC_ALL", "fr_CA.UTF-8").gateway(data, 200, "{\"sites\":[]}");
        scene.run("site", "list");
        assertThat(scene.out()).startsWith("Il n'y a pas encore de site.");
    }

    @Test
    void gatewayThatCannotStartSaysWhyInOneLine() {
        assertThat(scene.folder(data).run("serve")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.err())
                .isEqualTo(
                        "facteur: cannot start: port 587 is taken; end what has it, or choose"
                                + " another\n");
    }

    @Test
    void mistakeInTheConfigurationIsToldWithItsLine() throws IOException {
        Files.writeString(data.resolve("facteur.toml"), "[server]\nnmae = \"x\"\n");
        assertThat(scene.folder(data).run("config", "check")).isEqualTo(ExitCode.CONFIG);
        assertThat(scene.folder(data).run("serve")).isEqualTo(ExitCode.CONFIG);
        assertThat(scene.err()).contains("facteur.toml, line 2", "name");
    }

    @Test
    void mistakeInTheConfigurationIsToldInTheLanguageAskedFor() throws IOException {
        Files.writeString(data.resolve("facteur.toml"), "[server]\nnmae = \"x\"\n");
        scene.environment("FACTEUR_SUBMISSION_STARTTLS", "70000");
        scene.folder(data).run("config", "check", "--lang", "fr");
        assertThat(scene.err().lines())
                .containsExactly(
                        "facteur: variable d'environnement FACTEUR_SUBMISSION_STARTTLS:"
                                + " submission.starttls: il n'y a pas de port « 70000 »",
                        data.resolve("facteur.toml")
                                + ", ligne 2: server.nmae: cette clé n'existe pas ; vouliez-vous"
                                + " dire name ?");
    }

    @Test
    void certificateThatIsNoneIsFoundByTheCheck() throws IOException {
        var pem = Files.writeString(data.resolve("c.pem"), "not a certificate");
        Files.writeString(
                data.resolve("facteur.toml"), "[tls]\ncertificate = \"c.pem\"\nkey = \"c.pem\"\n");
        assertThat(scene.folder(data).run("config", "check")).isEqualTo(ExitCode.CONFIG);
        assertThat(scene.err())
                .startsWith(
                        "facteur: "
                                + data.resolve("facteur.toml")
                                + ", line 2: tls.certificate: "
                                + pem
                                + " holds no certificate");
    }

    @Test
    void configurationInForceIsShownAsJsonToo() {
        scene.folder(data).run("config", "show", "--json");
        assertThat(scene.out()).contains("\"max_message\" : \"50 MB\"");
    }

    private int route(String... more) {
        var words = new ArrayList<>(List.of("route", "add", "r", "--no-check"));
        words.addAll(List.of("--host", "h.example", "--user", "u"));
        words.addAll(List.of(more));
        return scene.run(words.toArray(String[]::new));
    }
}
