package dev.facteur.simulation;

import dev.facteur.protocol.smtp.Answers;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Hands letters over by SMTP, each on a connection of its own, and remembers which ones it got a
/// 250 for. Most of its programs try again until they get one; some give up at once.
final class Website {
    static final int DOOR = 2500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMinutes(2);

    private final World world;
    private final Network network;
    private final List<Letter> letters = new ArrayList<>();
    private final List<Letter> acknowledged = new ArrayList<>();
    private int busy;

    Website(World world, Network network) {
        this.world = world;
        this.network = network;
    }

    /// All that was written, whatever became of it.
    List<Letter> letters() {
        return letters;
    }

    List<Letter> acknowledged() {
        return acknowledged;
    }

    boolean done() {
        return busy == 0;
    }

    /// Writes letters and hands them over in the course of `time`.
    void write(int count, Duration time) {
        for (int i = 0; i < count; i++) {
            var letter = Letter.number(i, world);
            letters.add(letter);
            busy++;
            boolean givesUp = world.chance(0.2);
            world.outside()
                    .start(
                            "letter",
                            () -> {
                                world.pause(time);
                                while (!handOver(letter) && !givesUp) world.pause(PAUSE);
                                busy--;
                            });
        }
    }

    private boolean handOver(Letter letter) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), DOOR);
        try (var client =
                SmtpClient.over(network.connect(address, PATIENCE), Timeouts.all(PATIENCE))) {
            if (client.greeting().code() != 220) return false;
            if (client.hello("shop.example").code() != 250) return false;
            var bytes = letter.bytes();
            var answers =
                    client.send(
                            letter.envelope(), bytes.length, () -> new ByteArrayInputStream(bytes));
            return kept(letter, answers);
        } catch (IOException e) {
            world.tell("letter " + letter.messageId() + " did not get through: " + e.getMessage());
            return false;
        }
    }

    private boolean kept(Letter letter, Answers answers) {
        var end = answers.end();
        world.tell("letter " + letter.messageId() + " is answered by " + end);
        if (end == null || end.code() != 250) return false;
        acknowledged.add(letter);
        return true;
    }
}
