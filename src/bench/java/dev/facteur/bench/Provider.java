package dev.facteur.bench;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the mail goes: a sink, at the other end of a link when it is meant to be far.
final class Provider implements AutoCloseable {
    private static final String USER = "bench";

    private final Sink sink;
    private final @Nullable Link link;
    private final Door.@Nullable Protection protection;

    private Provider(Sink sink, @Nullable Link link, Door.@Nullable Protection protection) {
        this.sink = sink;
        this.link = link;
        this.protection = protection;
    }

    /// @param folder for its certificate
    static Provider open(Path folder, Plan.Way way, Surroundings world) throws IOException {
        var tls =
                way.tls()
                        ? ServerTls.selfSigned(folder, "localhost", world.clock(), world.random())
                        : null;
        var protection = tls == null ? null : protection(tls, world);
        var login = protection == null ? null : protection.login();
        var sink =
                Sink.start(
                        new Sink.Demands(tls, login, way.answerDelay(), way.api() != null),
                        world.clock());
        try {
            var near = way.roundTrip().isZero();
            var link = near ? null : Link.to(sink.port(), way.roundTrip(), world);
            return new Provider(sink, link, protection);
        } catch (IOException failure) {
            sink.close();
            throw failure;
        }
    }

    private static Door.Protection protection(ServerTls tls, Surroundings world) {
        var login = new Login(USER, new RandomText(world.random()).password());
        return new Door.Protection(tls.certificateFile(), login);
    }

    /// Where the gateway hands its mail over.
    Door door() {
        return new Door(link == null ? sink.port() : link.port(), protection);
    }

    /// Mails are counted here from now on.
    void countIn(Tally tally) {
        sink.countIn(tally);
    }

    /// How many recipients were told to come back later.
    int recipientsPutOff() {
        return sink.recipientsPutOff();
    }

    @Override
    public void close() {
        if (link != null) link.close();
        sink.close();
    }
}
