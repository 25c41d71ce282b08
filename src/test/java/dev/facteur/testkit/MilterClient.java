package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Shows one mail to a milter, as the mail server that has just got it would, and keeps the header
/// fields that the milter puts on top. Speaks version 6 of the protocol of Sendmail's libmilter;
/// the mail's own server is `receiver.example`.
public final class MilterClient implements AutoCloseable {
    private static final String RECEIVER = "receiver.example";
    private static final int VERSION = 6;

    /// All that a milter may change, and all steps that it may leave out or not answer.
    private static final int ACTIONS = 0x1ff;

    private static final int STEPS = 0x1fffff;
    private static final int KEEPS_LEADING_SPACE = 0x100000;
    private static final int MOST_OF_BODY = 65_535;
    private static final Pattern FIELD =
            Pattern.compile("([^:\r\n]+):((?:[^\r\n]*\r\n[ \t])*[^\r\n]*)\r\n");

    /// Each step: the bit by which the milter says that it does not want it, and the one by which
    /// it says that it does not answer it.
    private enum Step {
        CONNECT('C', 0x01, 0x1000),
        HELO('H', 0x02, 0x2000),
        MAIL('M', 0x04, 0x4000),
        RCPT('R', 0x08, 0x8000),
        DATA('T', 0x200, 0x10000),
        FIELD('L', 0x20, 0x80),
        END_OF_HEADER('N', 0x40, 0x40000),
        BODY('B', 0x10, 0x80000);

        private final char command;
        private final int unwanted;
        private final int unanswered;

        Step(char command, int unwanted, int unanswered) {
            this.command = command;
            this.unwanted = unwanted;
            this.unanswered = unanswered;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final List<String> fields = new ArrayList<>();
    private int chosen;
    private boolean ended;

    private MilterClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /// The fields that the milter at a port of this machine adds, each `Name: value` on one line,
    /// top first.
    public static List<String> fieldsFor(int port, Incoming mail) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        try (var client = new MilterClient(socket)) {
            client.negotiate();
            client.show(mail);
            return List.copyOf(client.fields);
        }
    }

    private void negotiate() throws IOException {
        var options = ByteBuffer.allocate(12).putInt(VERSION).putInt(ACTIONS).putInt(STEPS);
        send('O', options.array());
        var answer = ByteBuffer.wrap(receive().data);
        answer.getInt();
        answer.getInt();
        chosen = answer.getInt();
    }

    private void show(Incoming mail) throws IOException {
        macros(Step.CONNECT, "j", RECEIVER);
        var connect = new ByteArrayOutputStream();
        connect.write(texts("[" + mail.client().getHostAddress() + "]"));
        connect.write(mail.client().getAddress().length == 4 ? '4' : '6');
        connect.write(new byte[] {(byte) 0x9c, 0x40});
        connect.write(texts(mail.client().getHostAddress()));
        step(Step.CONNECT, connect.toByteArray());
        step(Step.HELO, texts(mail.helo()));
        macros(Step.MAIL, "i", "4bXyz");
        step(Step.MAIL, texts("<" + mail.sender() + ">"));
        step(Step.RCPT, texts("<" + mail.recipient() + ">"));
        step(Step.DATA, new byte[0]);
        var header = FIELD.matcher(Arrived.headersOf(mail.bytes()) + "\r\n");
        while (header.find()) step(Step.FIELD, texts(header.group(1), value(header.group(2))));
        step(Step.END_OF_HEADER, new byte[0]);
        var body = Arrived.bodyOf(mail.bytes());
        for (int at = 0; at < body.length; at += MOST_OF_BODY) {
            int length = Math.min(MOST_OF_BODY, body.length - at);
            step(Step.BODY, ByteBuffer.allocate(length).put(body, at, length).array());
        }
        if (ended) return;
        send('E', new byte[0]);
        while (!ended) hear(true);
    }

    private String value(String raw) {
        // Milters get line ends as Unix has them.
        var value = raw.replace("\r\n", "\n");
        boolean spared = (chosen & KEEPS_LEADING_SPACE) != 0 || !value.startsWith(" ");
        return spared ? value : value.substring(1);
    }

    private void step(Step step, byte[] data) throws IOException {
        if (ended || (chosen & step.unwanted) != 0) return;
        send(step.command, data);
        if ((chosen & step.unanswered) == 0) hear(false);
    }

    /// Reads one answer; after the end of the mail there may be changes before it.
    private void hear(boolean last) throws IOException {
        var answer = receive();
        switch (answer.command) {
            case 'c', 's' -> ended |= last;
            case 'a', 'r', 't', 'd', 'y' -> ended = true;
            case 'h' -> fields.add(field(answer.data, 0));
            case 'i' -> fields.addFirst(field(answer.data, 4));
            default -> {} // Progress, or a change that no judge of ours is asked for.
        }
    }

    private static String field(byte[] data, int start) {
        var parts = new String(data, start, data.length - start, ISO_8859_1).split("\0", -1);
        return parts[0] + ": " + parts[1].replaceAll("\r?\n[ \t]+", " ").strip();
    }

    private void macros(Step step, String name, String value) throws IOException {
        var data = new ByteArrayOutputStream();
        data.write(step.command);
        data.write(texts(name, value));
        send('D', data.toByteArray());
    }

    private static byte[] texts(String... texts) {
        return (String.join("\0", texts) + "\0").getBytes(ISO_8859_1);
    }

    private void send(char command, byte[] data) throws IOException {
        out.writeInt(data.length + 1);
        out.writeByte(command);
        out.write(data);
        out.flush();
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Packet(char command, byte[] data) {}

    private Packet receive() throws IOException {
        int length = in.readInt();
        return new Packet((char) in.readUnsignedByte(), in.readNBytes(length - 1));
    }

    @Override
    public void close() throws IOException {
        send('Q', new byte[0]);
        socket.close();
    }
}
