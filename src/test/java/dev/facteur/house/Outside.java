package dev.facteur.house;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Map;
import java.util.Set;

/// The doors through which time, chance, threads and the network enter a Java program.
final class Outside {
    private static final String CONSTRUCTOR = "<init>";

    private static final Map<String, Set<String>> DOORS =
            Map.ofEntries(
                    Map.entry("java.time.Instant", Set.of("now")),
                    Map.entry("java.time.LocalDate", Set.of("now")),
                    Map.entry("java.time.LocalDateTime", Set.of("now")),
                    Map.entry("java.time.OffsetDateTime", Set.of("now")),
                    Map.entry("java.time.ZonedDateTime", Set.of("now")),
                    Map.entry(
                            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
                    Map.entry("java.util.Date", Set.of(CONSTRUCTOR)),
                    Map.entry("java.lang.System", Set.of("nanoTime", "currentTimeMillis", "exit")),
                    Map.entry("java.lang.Math", Set.of("random")),
                    Map.entry("java.util.Random", Set.of(CONSTRUCTOR)),
                    Map.entry("java.util.UUID", Set.of("randomUUID")),
                    Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
                    Map.entry(
                            "java.security.SecureRandom",
                            Set.of(CONSTRUCTOR, "getInstance", "getInstanceStrong")),
                    Map.entry(
                            "java.lang.Thread",
                            Set.of(
                                    CONSTRUCTOR,
                                    "startVirtualThread",
                                    "ofVirtual",
                                    "ofPlatform",
                                    "sleep")),
                    Map.entry("java.util.Timer", Set.of(CONSTRUCTOR)),
                    Map.entry(
                            "java.util.concurrent.Executors",
                            Set.of(
                                    "newCachedThreadPool",
                                    "newFixedThreadPool",
                                    "newSingleThreadExecutor",
                                    "newScheduledThreadPool",
                                    "newSingleThreadScheduledExecutor",
                                    "newThreadPerTaskExecutor",
                                    "newVirtualThreadPerTaskExecutor",
                                    "newWorkStealingPool")),
                    Map.entry(
                            "java.util.concurrent.CompletableFuture",
                            Set.of("runAsync", "supplyAsync")),
                    Map.entry("java.net.Socket", Set.of(CONSTRUCTOR)),
                    Map.entry("java.net.ServerSocket", Set.of(CONSTRUCTOR)),
                    Map.entry("java.net.DatagramSocket", Set.of(CONSTRUCTOR)),
                    Map.entry("java.nio.channels.SocketChannel", Set.of("open")),
                    Map.entry("java.nio.channels.ServerSocketChannel", Set.of("open")),
                    Map.entry("java.nio.channels.DatagramChannel", Set.of("open")),
                    Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName")),
                    Map.entry("java.net.http.HttpClient", Set.of("newHttpClient", "newBuilder")));

    /// Classes outside `platform` that may pass one of these doors all the same, each with its
    /// reason.
    static final Map<String, String> ALLOWED =
            Map.of(
                    "Main", "ends the process with the exit code of the command",
                    "SendmailMain", "ends the process with the exit code of the command");

    private Outside() {}

    static boolean isReachedBy(JavaAccess<?> access) {
        return DOORS.getOrDefault(access.getTargetOwner().getName(), Set.of())
                .contains(access.getTarget().getName());
    }
}
