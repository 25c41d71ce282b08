package dev.facteur.sandbox;

import java.time.temporal.ChronoUnit;
import java.util.List;

/// The inbox as a page. Everything that came with a mail is escaped.
final class InboxPage {
    /// No scripts, no pictures, nothing from elsewhere.
    static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'none'";

    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;\
            color:#1b1f24;background:#fff}
            h1{font-size:1.4rem;margin:0 0 .5rem}p{max-width:50rem;color:#444c56}
            table{border-collapse:collapse;width:100%;margin-top:1.5rem}
            th{text-align:left;font-weight:600;border-bottom:2px solid #1b1f24}
            th,td{padding:.4rem .8rem .4rem 0;vertical-align:top}
            td{border-bottom:1px solid #d8dee4;overflow-wrap:anywhere}
            code{background:#f3f5f7;padding:.1rem .3rem;border-radius:.2rem}
            .no{color:#a40e26}.small{font-size:.875rem;color:#57606a}a{color:#0a58ca}
            @media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e9ec}\
            p,.small{color:#9aa4af}th{border-color:#e6e9ec}td{border-color:#343b43}\
            code{background:#22272d}a{color:#79b0ff}.no{color:#ff8b8b}}
            @media(max-width:45rem){body{margin:1rem auto}thead{display:none}\
            tr,td{display:block}tr{border-bottom:1px solid #8b949e;padding:.6rem 0}\
            td{border:0;padding:.1rem 0}td::before{content:attr(data-title);display:block;\
            font-size:.75rem;color:#6e7781}}
            """;

    private final Texts texts;

    InboxPage(Texts texts) {
        this.texts = texts;
    }

    /// @param behaviours what an address can ask for
    record Texts(
            String language,
            String title,
            String about,
            String behaviours,
            String received,
            String envelope,
            String subject,
            String connection,
            String signature,
            String empty,
            String none,
            String unanswered,
            String clear,
            String as) {
        private static final String ADDRESSES =
                "<code>tempfail@</code> <code>permfail@</code> <code>full@</code>"
                        + " <code>greylist@</code> <code>slow@</code> <code>hangup-in-data@</code>"
                        + " <code>hangup-after-dot@</code>";

        static final Texts ENGLISH =
                new Texts(
                        "en",
                        "Practice inbox",
                        "Mail that arrives here goes no further. The page refreshes itself every"
                                + " five seconds.",
                        "Recipients with these names, at any domain, practise trouble: "
                                + ADDRESSES,
                        "Received",
                        "Envelope",
                        "Subject",
                        "Connection",
                        "Signature",
                        "No mail yet.",
                        "none",
                        "connection ended without a reply",
                        "clear text",
                        "as");

        static final Texts FRENCH =
                new Texts(
                        "fr",
                        "Boîte d’essai",
                        "Le courrier qui arrive ici ne va pas plus loin. La page se recharge toutes"
                                + " les cinq secondes.",
                        "Les destinataires portant ces noms, à n’importe quel domaine, simulent des"
                                + " ennuis : "
                                + ADDRESSES,
                        "Reçu",
                        "Enveloppe",
                        "Objet",
                        "Connexion",
                        "Signature",
                        "Aucun message pour l’instant.",
                        "aucune",
                        "connexion coupée sans réponse",
                        "en clair",
                        "en tant que");
    }

    String render(List<InboxPages.Listed> mails) {
        var page = new StringBuilder(4096);
        page.append("<!doctype html><html lang=\"").append(texts.language);
        page.append("\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"5\">");
        page.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.append("<title>");
        page.append(texts.title).append("</title><style>").append(STYLE).append("</style></head>");
        page.append("<body><h1>").append(texts.title).append("</h1><p>").append(texts.about);
        page.append("</p><p>").append(texts.behaviours).append("</p>");
        if (mails.isEmpty()) {
            page.append("<p>").append(texts.empty).append("</p>");
        } else {
            table(page, mails);
        }
        return page.append("</body></html>\n").toString();
    }

    private void table(StringBuilder page, List<InboxPages.Listed> mails) {
        page.append("<table><thead><tr>");
        for (var title :
                List.of(
                        texts.received,
                        texts.envelope,
                        texts.subject,
                        texts.connection,
                        texts.signature)) {
            page.append("<th>").append(title).append("</th>");
        }
        page.append("</tr></thead><tbody>");
        for (var mail : mails) {
            row(page, mail);
        }
        page.append("</tbody></table>");
    }

    private void row(StringBuilder page, InboxPages.Listed mail) {
        var at = mail.at().truncatedTo(ChronoUnit.SECONDS).toString();
        page.append("<tr>").append(cell(texts.received));
        page.append(at.replace('T', ' ').replace("Z", " UTC")).append("</td>");
        page.append(cell(texts.envelope)).append("&lt;").append(escape(mail.sender()));
        page.append("&gt;<br>→ ").append(escape(String.join(", ", mail.recipients())));
        page.append("</td>").append(cell(texts.subject)).append("<a href=\"");
        page.append(escape(mail.raw())).append("\">");
        page.append(mail.subject().isBlank() ? "—" : escape(mail.subject())).append("</a>");
        page.append("<br><span class=\"small\">").append(escape(mail.from())).append(" · ");
        page.append(mail.size()).append(" B</span></td>").append(cell(texts.connection));
        page.append(
                mail.tls().isEmpty()
                        ? "<span class=\"no\">" + texts.clear + "</span>"
                        : escape(mail.tls()));
        if (mail.user() != null) {
            page.append("<br><span class=\"small\">").append(texts.as).append(' ');
            page.append(escape(mail.user())).append("</span>");
        }
        if (!mail.answered()) {
            page.append("<br><span class=\"no\">").append(texts.unanswered).append("</span>");
        }
        page.append("</td>").append(cell(texts.signature));
        page.append(mail.signed() ? "DKIM" : "<span class=\"small\">" + texts.none + "</span>");
        page.append("</td></tr>");
    }

    /// With its title, which a narrow window shows above each cell instead of above the column.
    private static String cell(String title) {
        return "<td data-title=\"" + title + "\">";
    }

    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
