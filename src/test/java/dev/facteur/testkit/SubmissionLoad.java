package dev.facteur.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Several connections that send mail after mail through a gateway that may die at any moment, and
/// remember every mail that was acknowledged.
///
/// A mail whose answer was lost is not sent again: whether it arrives is not promised.
public final class SubmissionLoad implements AutoCloseable {
    private final GatewayProcess gateway;
    private final GatewaySite site;
    private final String recipient;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong next = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    public SubmissionLoad(GatewayProcess gateway, GatewaySite site, String recipient) {
        this.gateway = gateway;
        this.site = site;
        this.recipient = recipient;
    }

    /// Starts so many connections.
    public void start(int connections) {
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().name("load-" + i).start(this::sendUntilStopped));
        }
    }

    /// Message-IDs, without brackets, that were answered with 250.
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    public int count() {
        return acknowledged.size();
    }

    @Override
    public void close() {
        stop();
    }

    /// Ends all connections; returns when the last mail under way was answered or lost.
    public void stop() {
        stop.countDown();
        for (var thread : threads) {
            try {
                thread.join(Duration.ofSeconds(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void sendUntilStopped() {
        while (stop.getCount() > 0) {
            try (var client = login()) {
                while (stop.getCount() > 0) {
                    sendOne(client);
                }
            } catch (IOException e) {
                // The gateway is down, as it is meant to be; wait a moment and come again.
                if (stopsWithin(Duration.ofMillis(30))) return;
            }
        }
    }

    private SubmissionClient login() throws IOException {
        return SubmissionClient.login(
                gateway.startTlsPort(), gateway.authority(), site.user(), site.password());
    }

    private void sendOne(SubmissionClient client) throws IOException {
        long number = next.incrementAndGet();
        var id = "load-" + number + "@" + site.domain();
        var sender = "shop@" + site.domain();
        var mail =
                "From: %s\r\nTo: %s\r\nSubject: %d\r\nMessage-ID: <%s>\r\n\r\n%s\r\n"
                        .formatted(sender, recipient, number, id, ("line " + id).repeat(40));
        var bytes = mail.getBytes(StandardCharsets.US_ASCII);
        if (client.send(sender, List.of(recipient), bytes).startsWith("250")) {
            acknowledged.add(id);
        }
    }

    private boolean stopsWithin(Duration time) {
        try {
            return stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
