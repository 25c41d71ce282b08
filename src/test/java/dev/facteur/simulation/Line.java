package dev.facteur.simulation;

import java.io.IOException;
import java.net.SocketException;

/// One connection: two sockets, and a pipe each way. It breaks once so many bytes have been
/// written.
///
/// A write that fails has not handed its last byte over, as a kernel that has taken all of it would
/// not complain; one that succeeds may still never arrive.
final class Line {
    private final Network network;
    private final Life calling;
    private final Life called;
    private final SimulatedSocket caller;
    private final SimulatedSocket callee;
    private long left;
    private boolean broken;

    /// @param left bytes until it breaks
    Line(Network network, Life calling, Life called, long left) {
        this.network = network;
        this.calling = calling;
        this.called = called;
        this.left = left;
        var there = new Pipe(network.world());
        var back = new Pipe(network.world());
        caller = new SimulatedSocket(this, network.world(), back, there);
        callee = new SimulatedSocket(this, network.world(), there, back);
    }

    SimulatedSocket caller() {
        return caller;
    }

    SimulatedSocket callee() {
        return callee;
    }

    boolean broken() {
        return broken;
    }

    boolean touches(Life life) {
        return calling == life || called == life;
    }

    SimulatedSocket endOf(Life life) {
        return calling == life ? caller : callee;
    }

    /// Whether the one who called still listens.
    boolean callerListens() {
        return !broken && !calling.over() && !caller.isClosed();
    }

    Life calling() {
        return calling;
    }

    void write(Pipe pipe, byte[] bytes, int offset, int length) throws IOException {
        var world = network.world();
        var carried = network.carried(bytes, offset, length);
        pipe.expect(length);
        if (length < left || broken) {
            left -= length;
            pipe.put(carried, length, network.latency());
            return;
        }
        boolean told = world.chance(0.5);
        int arrives = (int) Math.min(left, told ? length - 1 : length);
        pipe.put(carried, arrives, network.latency());
        world.tell("the connection breaks after " + arrives + " bytes of " + length);
        breakDown(network.breaksSilently());
        if (told) throw new SocketException("Broken pipe");
    }

    /// @param silently neither side hears of it
    void breakDown(boolean silently) {
        if (broken) return;
        broken = true;
        caller.in().cut(silently);
        callee.in().cut(silently);
    }
}
