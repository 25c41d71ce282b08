package dev.facteur.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;

/// What the micro-benchmarks work on: an order confirmation as shops send it.
public final class Samples {
    private static final String HEADER =
            """
            Received: from localhost (localhost [127.0.0.1]) by mail.bench.example with ESMTPSA
             id 0d9x3k8q2m1v7; Mon, 23 Nov 2026 06:00:00 +0000
            From: "The little shop" <shop@bench.example>
            To: Anna <anna@customer.example>
            Reply-To: service@bench.example
            Subject: =?UTF-8?Q?Your_order_1042_=E2=80=93_thank_you?=
            Date: Mon, 23 Nov 2026 06:00:00 +0000
            Message-ID: <1042.5f3a@bench.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit
            X-Mailer: Shop 8.1 (https://shop.bench.example)
            List-Unsubscribe: <https://shop.bench.example/leave/5f3a>

            """;
    private static final String LINE = "2 x  coffee, dark roast, 500 g \t 17.80 each    35.60\n";

    private Samples() {}

    /// The header with its empty line, lines ending in CRLF.
    public static byte[] header() {
        return bytes(HEADER);
    }

    /// The same, read.
    public static HeaderBlock headerBlock() {
        var header = header();
        try {
            return HeaderBlock.parse(header, header.length);
        } catch (MalformedHeader e) {
            throw new IllegalStateException(e);
        }
    }

    /// About so many bytes of text with blanks that are not all needed, lines ending in CRLF.
    public static byte[] body(int size) {
        return bytes(LINE.repeat(Math.max(1, size / (LINE.length() + 1))));
    }

    private static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(US_ASCII);
    }
}
