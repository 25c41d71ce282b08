package dev.facteur.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The server at the end of the route: obeys the weather, and remembers what it was asked, what it
/// took and whom it refused.
final class Provider {
    /// Two ways to it: what one of them refuses for good, the other one is not to be asked.
    static final List<Integer> PORTS = List.of(2600, 2601);

    private static final int PATIENCE_MILLIS = 900_000;

    private final World world;
    private final Weather weather;
    private final Ledger ledger;
    private final List<Taken> taken = new ArrayList<>();
    private final Map<String, Refusal> refusals = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /// A message for which responsibility was taken, whether or not the gateway has heard of it.
    record Taken(List<String> recipients, String content) {}

    /// @param heardAt how far the gateway must have read to know of it
    private record Refusal(SimulatedSocket socket, long heardAt) {
        boolean heard() {
            return socket.out().read() >= heardAt;
        }
    }

    /// @param ledger by which it sees whether the gateway may ask what it asks
    Provider(World world, Weather weather, Ledger ledger) {
        this.world = world;
        this.weather = weather;
        this.ledger = ledger;
    }

    List<Taken> taken() {
        return taken;
    }

    /// What the gateway should not have asked.
    List<String> complaints() {
        return complaints;
    }

    boolean refused(String recipient) {
        return refusals.containsKey(recipient);
    }

    void open(Network network) {
        for (int port : PORTS) open(network, port);
    }

    private void open(Network network, int port) {
        world.outside()
                .start(
                        "provider",
                        () -> {
                            var door = network.door(port);
                            while (true) {
                                var socket = (SimulatedSocket) door.accept();
                                world.outside().start("session", () -> serve(socket));
                            }
                        });
    }

    private void serve(SimulatedSocket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            new Session(socket).run();
        } catch (IOException e) {
            world.tell("the provider's session ends: " + e.getMessage());
        }
    }

    private final class Session {
        private final SimulatedSocket socket;
        private final InputStream in;
        private final List<String> accepted = new ArrayList<>();
        private boolean open = true;
        private boolean mail;

        Session(SimulatedSocket socket) {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void run() throws IOException {
            say("220 provider.example ESMTP");
            while (open) {
                if (weather.saysNothing() && world.chance(0.1)) return;
                answer(line());
            }
        }

        private void say(String reply) throws IOException {
            world.tell("the provider says " + reply.replace("\r\n", " / "));
            socket.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            while (!line.toString().endsWith("\r\n")) line.append(octet());
            return line.substring(0, line.length() - 2);
        }

        private char octet() throws IOException {
            int octet = in.read();
            if (octet < 0) throw new EOFException("the gateway hung up");
            return (char) octet;
        }

        private void answer(String line) throws IOException {
            world.tell("the provider hears " + line);
            if (line.startsWith("EHLO")) {
                say("250-provider.example\r\n250-8BITMIME\r\n250 PIPELINING");
            } else if (line.startsWith("MAIL")) {
                accepted.clear();
                mail = !weather.tempfails() && !weather.locksOut();
                say(mail ? "250 2.1.0 fine" : refusalOfSender());
            } else if (line.startsWith("RCPT")) {
                recipient(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
            } else if (line.equals("DATA")) {
                data();
            } else if (line.equals("RSET")) {
                accepted.clear();
                say("250 2.0.0 forgotten");
            } else if (line.equals("QUIT")) {
                open = false;
                say("221 2.0.0 bye");
            } else {
                complaints.add("what is " + line);
                say("500 5.5.1 what?");
            }
        }

        private String refusalOfSender() {
            return weather.locksOut() ? "535 5.7.8 who are you?" : "451 4.3.0 not now";
        }

        private void recipient(String address) throws IOException {
            watch(address);
            if (!mail) {
                say("503 5.5.1 MAIL first");
            } else if (address.startsWith("gone-")) {
                say("550 5.1.1 nobody here");
                refused(address);
            } else if (weather.tempfails()) {
                say("450 4.2.1 not now");
            } else {
                accepted.add(address);
                say("250 2.1.5 fine");
            }
        }

        /// What a life that still listens asks, it must have the right to ask.
        private void watch(String address) {
            if (!socket.line().callerListens()) return;
            if (!ledger.leased(address)) complaints.add(address + " is tried without a lease");
            var refusal = refusals.get(address);
            if (refusal != null
                    && refusal.heard()
                    && !ledger.askedForAgain(address)
                    && refusal.socket.line().calling() == socket.line().calling()) {
                complaints.add(address + " is tried although it was refused for good");
            }
        }

        private void refused(String address) {
            refusals.put(address, new Refusal(socket, socket.out().written()));
        }

        private void data() throws IOException {
            if (accepted.isEmpty()) {
                say("554 5.5.1 nobody to send it to");
                return;
            }
            say("354 go on");
            var content = content();
            if (weather.tempfails()) {
                say("451 4.3.0 not now");
            } else if (weather.refusesContent()) {
                say("554 5.7.1 not this");
                accepted.forEach(this::refused);
            } else {
                world.tell("the provider takes it for " + accepted);
                taken.add(new Taken(List.copyOf(accepted), content));
                if (weather.saysNothing()) fallSilent();
                else say("250 2.0.0 taken");
            }
            accepted.clear();
        }

        private void fallSilent() throws IOException {
            open = false;
            if (weather.silent()) waitForTheEnd();
        }

        private void waitForTheEnd() throws IOException {
            int ignored = in.read();
            world.tell("the gateway gives up: " + ignored);
        }

        private String content() throws IOException {
            var content = new StringBuilder("\r\n");
            while (true) {
                content.append(octet());
                int length = content.length();
                if (content.charAt(length - 1) != '\n' || length < 5) continue;
                if (content.substring(length - 5).equals("\r\n.\r\n")) break;
            }
            var stuffed = content.substring(2, content.length() - 3);
            return ("\r\n" + stuffed).replace("\r\n.", "\r\n").substring(2);
        }
    }
}
