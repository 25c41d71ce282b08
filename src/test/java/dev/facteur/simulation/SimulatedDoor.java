package dev.facteur.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;

/// A port at which somebody of the world listens.
final class SimulatedDoor extends ServerSocket {
    private final World world;
    private final Life owner;
    private final int port;
    private final ArrayDeque<SimulatedSocket> waiting = new ArrayDeque<>();
    private boolean closed;

    SimulatedDoor(World world, int port) throws IOException {
        this.world = world;
        this.owner = world.current();
        this.port = port;
    }

    Life owner() {
        return owner;
    }

    void knock(SimulatedSocket socket) {
        waiting.add(socket);
    }

    @Override
    public Socket accept() throws IOException {
        try {
            var _ = world.await(() -> closed || !waiting.isEmpty(), Long.MAX_VALUE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            close();
        }
        if (closed) throw new SocketException("Socket closed");
        return waiting.removeFirst();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int getLocalPort() {
        return port;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }
}
