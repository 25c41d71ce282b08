package dev.facteur.deliver.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// Mails of the kinds that websites send, all of which an API that wants pieces can carry.
public final class MailVariety {
    private static final String HEAD =
            """
            From: =?UTF-8?Q?Caf=C3=A9_Zo=C3=AB?= <shop@example.com>
            To: "Ann, first" <ann@example.net>
            Cc: bob@example.net
            Subject: =?UTF-8?B?w4l0w6kg4oKs?=
            Message-ID: <1@example.com>
            X-Order: 7
            List-Unsubscribe: <https://example.com/u>
            """;

    public static final String TEXT = HEAD + "\nhello\n";

    public static final String HTML =
            HEAD + "Content-Type: text/html; charset=utf-8\n\n<p>caf\u00e9</p>\n";

    public static final String BOTH =
            HEAD
                    + """
                    Content-Type: multipart/alternative; boundary=a

                    --a
                    Content-Type: text/html

                    <p>hello</p>
                    --a
                    Content-Type: text/plain

                    hello
                    --a--
                    """;

    public static final String FILES =
            HEAD
                    + """
                    Content-Type: multipart/mixed; boundary=m

                    --m
                    Content-Type: multipart/related; boundary=r

                    --r
                    Content-Type: text/html

                    <img src="cid:logo@shop">
                    --r
                    Content-Type: image/png; name=logo.png
                    Content-ID: <logo@shop>
                    Content-Transfer-Encoding: base64

                    AAEC
                    --r--
                    --m
                    Content-Type: application/pdf
                    Content-Disposition: attachment; filename=bill.pdf
                    Content-Transfer-Encoding: base64

                    JVBERg==
                    --m--
                    """;

    private MailVariety() {}

    /// Of all these mails: in To, in Cc, in neither.
    public static String[] recipients() {
        return new String[] {"ann@example.net", "bob@example.net", "hidden@example.net"};
    }

    public static Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        all.put("text", TEXT);
        all.put("html", HTML);
        all.put("both", BOTH);
        all.put("files", FILES);
        return all;
    }
}
