package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/// The time of day that other programs live in, turned by a test together with its own clock:
/// Debian's libfaketime under them. Their waiting is as long as ever.
public final class TurnedTime {
    private static final String LIBRARY = "usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private final Path library;
    private final Path file;
    private Duration ahead = Duration.ZERO;

    private TurnedTime(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /// That of the machine, until it is turned.
    ///
    /// @param folder an existing one, for its file
    public static TurnedTime in(Path folder) throws IOException {
        var places = Stream.of(Path.of("/"), Peers.folder().resolve("libfaketime"));
        var library = places.map(place -> place.resolve(LIBRARY)).filter(Files::exists).findFirst();
        if (library.isEmpty()) Peers.missing("libfaketime is neither installed nor unpacked");
        var time = new TurnedTime(library.orElseThrow(), folder.resolve("turned-time"));
        time.advance(Duration.ZERO);
        return time;
    }

    public void advance(Duration step) throws IOException {
        ahead = ahead.plus(step);
        var next = file.resolveSibling("turned-time.next");
        Files.writeString(next, "+" + ahead.toSeconds() + "\n");
        // Whoever reads it meanwhile finds one time or the other.
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// With it a program lives in this time.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }
}
