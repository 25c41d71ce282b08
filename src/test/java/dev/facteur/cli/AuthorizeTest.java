package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Threads;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TokenProvider;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `facteur route authorize` against a whole gateway and a provider that gives out tokens.
@Tag("flow")
class AuthorizeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern ADDRESS = Pattern.compile("http://\\S+(?:auth|authorize)\\?\\S+");
    private static final String USER = "me@shop.example";

    @TempDir Path folder;

    private PracticeGateway gateway;
    private Scene scene = new Scene();

    @BeforeEach
    void startGateway() throws Exception {
        gateway = PracticeGateway.start(folder);
    }

    @AfterEach
    void endGateway() {
        gateway.close();
    }

    private TokenProvider provider(String id) throws IOException {
        return TokenProvider.start(id, folder, gateway.clock());
    }

    private void add(TokenProvider provider, String user, String... more) {
        var words = new ArrayList<>(List.of("route", "add", "way", "--default"));
        words.addAll(provider.options(user));
        words.addAll(List.of(more));
        if (!words.contains("--only")) words.addAll(provider.server());
        anew().typed("practice-secret\n");
        words.addAll(List.of("--client-secret-file", "-"));
        assertThat(scene.run(words.toArray(String[]::new))).as(scene::err).isZero();
        assertThat(scene.out()).contains("facteur route authorize way");
    }

    private Scene anew() {
        scene = new Scene().environment("FACTEUR_SERVER_DATA", gateway.data().toString());
        return scene;
    }

    private CompletableFuture<Integer> begin(String... options) {
        var words = new ArrayList<>(List.of("route", "authorize", "way"));
        words.addAll(List.of(options));
        var running = scene;
        var exit = new CompletableFuture<Integer>();
        Threads.virtual("command", () -> exit.complete(running.run(words.toArray(String[]::new))));
        return exit;
    }

    private String invitation() {
        Awaitility.await().atMost(PATIENCE).until(() -> ADDRESS.matcher(scene.err()).find());
        var found = ADDRESS.matcher(scene.err());
        return found.find() ? found.group() : "";
    }

    private int exit(CompletableFuture<Integer> running) throws Exception {
        return running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aBrowserOnThisMachineBringsTheAnswerAndMailGoes() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, USER);
            anew();
            var running = begin("--no-browser");
            assertThat(TokenProvider.visit(TokenProvider.browse(invitation()))).isEqualTo(200);
            assertThat(exit(running)).as(scene::err).isZero();
            assertThat(scene.out()).contains("authorised by me@shop.example", "It works");
            gateway.submit("anna@shop.example", "bob@example.com");
            Awaitility.await().atMost(PATIENCE).until(() -> !provider.mails().isEmpty());
            assertThat(provider.mails().getFirst().received().user()).isEqualTo(USER);
            assertThat(provider.mails().getFirst().received().tls()).startsWith("TLS");
        }
    }

    @Test
    void anAnswerWithAForeignStateIsTurnedAwayAndTheRightOneStillTaken() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, USER);
            anew();
            var running = begin("--no-browser");
            var right = TokenProvider.browse(invitation());
            var foreign = right.toString().replaceAll("state=[^&]+", "state=guessed");
            assertThat(TokenProvider.visit(URI.create(foreign))).isEqualTo(400);
            assertThat(running).isNotDone();
            TokenProvider.visit(right);
            assertThat(exit(running)).isZero();
        }
    }

    @Test
    void whoDoesNotAgreeIsToldSoInHisLanguage() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, "denied@shop.example");
            anew();
            var running = begin("--no-browser", "--lang", "fr");
            TokenProvider.visit(TokenProvider.browse(invitation()));
            assertThat(exit(running)).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(scene.err()).contains("n'a pas donné son accord : access_denied");
        }
    }

    @Test
    void anAddressFromAnotherMachineIsPasted() throws Exception {
        try (var provider = provider("gmail");
                var keyboard = new PipedOutputStream()) {
            add(provider, USER, "--only", "api");
            anew().typing(new PipedInputStream(keyboard));
            var running = begin("--paste");
            var ended = TokenProvider.browse(invitation());
            keyboard.write((ended + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(exit(running)).as(scene::err).isZero();
            assertThat(scene.out()).contains("It works: " + provider.base());
        }
    }

    @Test
    void anAddressThatWasNotAskedForIsNotPastedIn() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, USER);
            anew().typed("http://127.0.0.1:53682?code=injected&state=guessed\n");
            assertThat(exit(begin("--paste"))).isEqualTo(ExitCode.DATA);
            assertThat(scene.err()).contains("not the address");
        }
    }

    @Test
    void aCodeIsTypedInOnAnotherDevice() throws Exception {
        try (var provider = provider("microsoft365")) {
            add(provider, USER, "--first", "api");
            anew();
            var running = begin("--device");
            var code = Pattern.compile("(http://\\S+/device) \\D*: (\\w+)");
            Awaitility.await().atMost(PATIENCE).until(() -> code.matcher(scene.err()).find());
            var found = code.matcher(scene.err());
            assertThat(found.find()).isTrue();
            TokenProvider.visit(URI.create(found.group(1) + "?user_code=" + found.group(2)));
            assertThat(exit(running)).as(scene::err).isZero();
            gateway.submit("anna@shop.example", "bob@example.com");
            Awaitility.await().atMost(PATIENCE).until(() -> !provider.mails().isEmpty());
            assertThat(provider.mails().getFirst().received().helo()).isEqualTo("microsoft365");
        }
    }

    @Test
    void aProviderWithoutCodesForDevicesNamesTheOtherWay() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, USER);
            anew();
            assertThat(exit(begin("--device"))).isEqualTo(ExitCode.DATA);
            assertThat(scene.err()).contains("--paste");
        }
    }

    @Test
    void aClientInItsOwnRightAsksNobody() throws Exception {
        try (var provider = provider("microsoft365")) {
            add(provider, USER, "--alone", "--tenant", "contoso.example", "--first", "api");
            anew();
            assertThat(exit(begin())).as(scene::err).isZero();
            gateway.submit("anna@shop.example", "bob@example.com");
            Awaitility.await().atMost(PATIENCE).until(() -> !provider.mails().isEmpty());
        }
    }

    @Test
    void theListSaysWhatIsNotAuthorisedYet() throws Exception {
        try (var provider = provider("gmail")) {
            add(provider, USER);
            anew().run("route", "list");
            assertThat(scene.out()).contains("Not authorised yet");
        }
    }
}
