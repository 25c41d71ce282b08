package dev.facteur.protocol.html;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.QuotedPrintable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to let the forty links of an HTML of 100 KB lead elsewhere, without making them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HtmlRewriterBenchmark {
    @Param({"8bit", "quoted-printable", "base64"})
    public String encoding = "8bit";

    private byte[] body = {};
    private @Nullable HeaderBlock header;

    /// Always the same address: making one is an HMAC, not this.
    private static final class Constant implements HtmlChange {
        @Override
        public String link(String target, Map<String, String> attributes) {
            return "https://links.shop.example/c/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        }

        @Override
        public String addition() {
            return "<img src=\"https://links.shop.example/o/AAAAAAAAAAAAAAAA\" alt=\"\">";
        }
    }

    @Setup
    public void write() throws MalformedHeader {
        var cell =
                "<td style=\"padding:0 8px;font-family:Arial,sans-serif\">Some words of a shop</td>\n";
        var row =
                "<tr>"
                        + cell.repeat(31)
                        + "<td><a href=\"https://shop.example/1\">x</a></td></tr>\n";
        var html = "<html><body><table>" + row.repeat(40) + "</table></body></html>\n";
        var text = html.replace("\n", "\r\n");
        var encoded =
                switch (encoding) {
                    case "base64" ->
                            Base64.getMimeEncoder().encodeToString(text.getBytes(US_ASCII));
                    case "quoted-printable" -> QuotedPrintable.encode(html);
                    default -> text;
                };
        body = (encoded + "\r\n").getBytes(US_ASCII);
        var fields =
                ("Content-Type: text/html\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n")
                        .getBytes(US_ASCII);
        header = HeaderBlock.parse(fields, fields.length);
    }

    @Benchmark
    public HtmlRewriter rewrite() throws IOException {
        var out = OutputStream.nullOutputStream();
        var rewriter = HtmlRewriter.of(requireNonNull(header), new Constant(), out).orElseThrow();
        rewriter.accept(body, 0, body.length);
        rewriter.finish();
        return rewriter;
    }
}
