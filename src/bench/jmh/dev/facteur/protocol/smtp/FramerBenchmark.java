package dev.facteur.protocol.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.bench.Repeating;
import dev.facteur.bench.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What arrives at a door, cut into lines and contents: a mail of 10 KiB, and its commands.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FramerBenchmark {
    private static final int BODY_BYTES = 10_240;
    private static final String COMMANDS =
            """
            MAIL FROM:<shop@bench.example> SIZE=10240 BODY=8BITMIME\r
            RCPT TO:<anna@customer.example>\r
            DATA\r
            """;

    private final SmtpInput contents = new SmtpInput(new Repeating(wholeMail()));
    private final SmtpInput commands = new SmtpInput(new Repeating(COMMANDS.getBytes(US_ASCII)));
    private long passed;

    private static byte[] wholeMail() {
        var content = new ByteArrayOutputStream();
        content.writeBytes(Samples.header());
        content.writeBytes(Samples.body(BODY_BYTES));
        content.writeBytes(".\r\n".getBytes(US_ASCII));
        return content.toByteArray();
    }

    /// One content, checked and without its end mark.
    @Benchmark
    public long content() throws IOException {
        contents.readData((_, _, length) -> passed += length);
        return passed;
    }

    /// MAIL, RCPT and DATA.
    @Benchmark
    public @Nullable String commands() throws IOException {
        commands.readUtf8Line(CommandParser.MAX_LINE);
        commands.readUtf8Line(CommandParser.MAX_LINE);
        return commands.readUtf8Line(CommandParser.MAX_LINE);
    }
}
