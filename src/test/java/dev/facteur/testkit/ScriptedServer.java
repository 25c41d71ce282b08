package dev.facteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on loopback that plays a script to every connection, byte by byte as the script says:
/// for what a real server would never do, or only on a bad day.
///
/// A script that is contradicted (another command than it expects) hangs up and notes it; [#close]
/// then fails the test.
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<AssertionError> contradictions = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /// What is done with one connection; it is closed at the script's end.
    @FunctionalInterface
    public interface Script {
        void play(Scene scene) throws IOException;
    }

    public static ScriptedServer start(Script script) {
        return start(InetAddress.getLoopbackAddress(), 0, script);
    }

    public static ScriptedServer start(InetAddress address, int port, Script script) {
        try {
            var server = new ScriptedServer(new ServerSocket(port, 50, address), script);
            Thread.ofVirtual().name("scripted server").start(server::listen);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// How many connections were taken so far.
    public int connections() {
        return connections.get();
    }

    /// All lines that came in commands, on all connections, in the order of their arrival.
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /// Those that begin so.
    public List<String> heard(String beginning) {
        return heard.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("scene " + number).start(() -> play(socket, number));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void play(Socket socket, int number) {
        try (socket) {
            script.play(Scene.over(socket, number, heard));
        } catch (SocketException _) {
            // The client has hung up, which is its right.
        } catch (IOException e) {
            heard.add("(" + e + ")");
        } catch (AssertionError e) {
            contradictions.add(e);
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!contradictions.isEmpty()) throw contradictions.getFirst();
    }
}
