package dev.facteur.protocol.smtp;

/// The client must be told no. Thrown wherever the reason is found, caught in one place per door.
public class Rejected extends Exception {
    private final Reply reply;

    public Rejected(Reply reply) {
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    public Rejected(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    public Reply reply() {
        return reply;
    }
}
