package dev.facteur;

import dev.facteur.platform.Listener;
import dev.facteur.platform.UnixListener;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.config.LocalDoor;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.submit.smtp.Protection;
import dev.facteur.submit.smtp.SmtpService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The SMTP doors: bound first, opened last.
final class Doors implements AutoCloseable {
    private final List<Door> doors = new ArrayList<>();
    private final List<UnixListener> sockets = new ArrayList<>();

    /// A TCP door and how it is protected.
    record Door(Listener listener, Protection protection) {}

    private Doors() {}

    /// Binds every TCP door of the configuration.
    ///
    /// @throws IOException that names the address that cannot be had, and why
    static Doors bind(Config config) throws IOException {
        var doors = new Doors();
        try {
            for (var address : config.submission().listen()) {
                for (int port : config.submission().starttls()) {
                    doors.bind(new InetSocketAddress(address, port), Protection.STARTTLS);
                }
                for (int port : config.submission().implicit()) {
                    doors.bind(new InetSocketAddress(address, port), Protection.IMPLICIT_TLS);
                }
            }
            for (var address : config.submission().listen()) {
                for (int port : config.bounces().ports()) {
                    doors.bind(new InetSocketAddress(address, port), Protection.OPEN);
                }
            }
            if (config.local().listen() instanceof LocalDoor.Loopback(var address)) {
                doors.bind(address, Protection.LOCAL);
            }
            return doors;
        } catch (IOException failure) {
            doors.close();
            throw failure;
        }
    }

    private void bind(InetSocketAddress address, Protection protection) throws IOException {
        doors.add(new Door(Listener.open(address), protection));
    }

    /// Lets clients in. A Unix socket is bound only now, because binding replaces what an earlier
    /// run left behind.
    ///
    /// @param named the site of the configured local door
    void open(SmtpService service, Config config, LocalSite named) throws IOException {
        for (var door : doors) {
            switch (door.protection()) {
                case LOCAL -> service.openLocal(door.listener(), named);
                case STARTTLS, IMPLICIT_TLS -> service.open(door.listener(), door.protection());
                case OPEN -> {}
            }
        }
        if (config.local().listen() instanceof LocalDoor.UnixSocket(var path)) {
            service.openLocal(socket(path), named);
        }
    }

    /// Lets servers of strangers in, who bring what comes back.
    void openToAll(SmtpService service) {
        for (var door : doors) {
            if (door.protection() == Protection.OPEN) service.openToAll(door.listener());
        }
    }

    /// Binds a Unix socket, which is closed with the doors.
    UnixListener socket(Path path) throws IOException {
        var socket = UnixListener.open(path);
        sockets.add(socket);
        return socket;
    }

    List<Door> list() {
        return List.copyOf(doors);
    }

    @Override
    public void close() {
        for (var door : doors) door.listener().close();
        for (var socket : sockets) socket.close();
    }
}
