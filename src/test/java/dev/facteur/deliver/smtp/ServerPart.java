package dev.facteur.deliver.smtp;

import dev.facteur.testkit.Dialogue;
import dev.facteur.testkit.Dialogue.Line;
import dev.facteur.testkit.Scene;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/// The server's side of a client's [Dialogue].
final class ServerPart {
    private final Scene scene;
    private final SSLContext serving;
    private final boolean pieces;
    private final StringBuilder group = new StringBuilder();
    private boolean heard;

    ServerPart(Scene scene, SSLContext serving, boolean pieces) {
        this.scene = scene;
        this.serving = serving;
        this.pieces = pieces;
    }

    /// Plays all of it, and says so to `played`, or why not.
    void play(Dialogue dialogue, CompletableFuture<Void> played) {
        try {
            for (var line : dialogue.lines()) play(line);
            send();
            played.complete(null);
        } catch (IOException | AssertionError | RuntimeException e) {
            played.completeExceptionally(e);
        }
    }

    private void play(Line line) throws IOException {
        switch (line.head()) {
            case "S" -> line.octets().forEach(text -> say(text + "\r\n"));
            case "S raw" -> line.octets().forEach(this::say);
            case "S offers" -> offer(line.text());
            case "S starts TLS" -> {
                send();
                scene.handshake(serving);
            }
            case "S closes" -> send();
            case "C" -> expect(line);
            case "C closes" -> {
                send();
                scene.expectEnd();
            }
            case "route", "mail", "content", "outcome", "in one piece" -> {}
            default -> throw new IllegalArgumentException(line.toString());
        }
    }

    private void say(String octets) {
        group.append(octets);
    }

    /// The greeting, and the answer to EHLO with these extensions; after TLS the answer alone.
    private void offer(String extensions) throws IOException {
        var keywords = extensions.isEmpty() ? new String[0] : extensions.split(", ");
        send();
        heard = false;
        scene.hello(keywords);
        heard = true;
    }

    private void expect(Line line) throws IOException {
        send();
        for (int i = 1; i <= line.times(); i++) {
            var said = scene.line();
            var text = line.text().replace("{n}", String.valueOf(i));
            if (!Dialogue.pattern(text, false).matcher(said).matches()) {
                throw new AssertionError(line + ", but the client said " + said);
            }
        }
        heard = true;
    }

    /// It is the server's turn: what the client has sent beyond its group came too early.
    private void send() throws IOException {
        if (group.isEmpty()) return;
        if (heard && scene.hasMore()) {
            throw new AssertionError("the client did not wait for its answer: " + scene.line());
        }
        heard = false;
        var octets = group.toString();
        group.setLength(0);
        for (var piece : pieces ? Dialogue.inPieces(octets) : List.of(octets)) {
            scene.sayRaw(piece);
        }
    }
}
