package dev.facteur.submit;

import dev.facteur.bench.Samples;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.smtp.Rejected;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What [Arrival] does with a header before it is kept: find its end, read its fields, judge them,
/// leave out those that are for us alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderEditBenchmark {
    private final byte[] header = Samples.header();
    private final HeaderBlock block = Samples.headerBlock();

    @Benchmark
    public HeaderBlock parse() throws MalformedHeader {
        int length = HeaderBlock.bodyStart(header, 0, header.length);
        return HeaderBlock.parse(header, length);
    }

    @Benchmark
    public HeaderRules judge() throws Rejected {
        return HeaderRules.read(block);
    }

    @Benchmark
    public int leaveOut() {
        int kept = 0;
        for (var field : block.fields()) {
            if (!HeaderRules.staysHere(field)) kept += field.end() - field.start();
        }
        return kept;
    }
}
