package dev.facteur.feedback.echo;

import dev.facteur.event.Source;

/// What came back, as it came. The content is not copied: whoever made it changes it no more.
public final class Evidence {
    /// As much as is kept. Whoever takes more in cuts it, or refuses it.
    public static final int MAX_BYTES = 2 << 20;

    private final Source source;
    private final String party;
    private final String route;
    private final byte[] content;

    /// @param party the provider's id, or the reporting server as it calls itself
    /// @param route the route whose webhook it is; `""` for none
    /// @param content at most [#MAX_BYTES]: the body of a call, or a mail
    public Evidence(Source source, String party, String route, byte[] content) {
        if (content.length > MAX_BYTES) throw new IllegalArgumentException("too much to keep");
        this.source = source;
        this.party = party;
        this.route = route;
        this.content = content;
    }

    public Source source() {
        return source;
    }

    public String party() {
        return party;
    }

    public String route() {
        return route;
    }

    public byte[] content() {
        return content;
    }
}
