package dev.facteur.protocol.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Set;

/// Reads HTML byte by byte, with the bytes that each was encoded in, and gives all of them on; only
/// the addresses of links it asks somebody about, and at the end there may be an addition.
///
/// Reads as a browser does (HTML standard §13.2.5), so far as to know what is a tag and what only
/// looks like one: in a comment, in a style sheet, in a quoted value. Where a tag is too long, or a
/// comment never ends, the text stays as it is. Holds one tag, never the text.
///
/// Bytes are enough: of the charsets that come here ([Charsets]), none uses the bytes of `<`, `>`,
/// quotation marks, `=` and `&` for anything else.
final class HtmlTags {
    /// What stands in these is no HTML (§13.2.5.1, §13.2.6.2).
    private static final Set<String> OTHER_TEXT =
            Set.of("style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes");

    /// Whoever signs text in this way signs what he sees: nothing after it is touched.
    private static final byte[] SIGNED = "-----BEGIN PGP ".getBytes(StandardCharsets.US_ASCII);

    private static final int DASHES = 5;

    private final HtmlChange change;
    private final Ink ink;
    private final Tag tag = new Tag();
    private boolean adds;
    private State state = State.TEXT;
    private byte[] otherEnd = {};
    private int dashes;
    private int signed;

    private enum State {
        TEXT,
        /// After a `<`, as long as it may begin several things.
        OPENING,
        TAG,
        LONG_TAG,
        COMMENT,
        /// `<!doctype …>`, `<?…>`, and what else ends with the next `>`.
        DECLARATION,
        OTHER_TEXT,
        /// In other text, what may be the tag that ends it.
        OTHER_TAG,
        /// To the end.
        UNTOUCHED
    }

    /// @param adds whether the addition is put here
    HtmlTags(HtmlChange change, boolean adds, Ink ink) {
        this.change = change;
        this.adds = adds && !change.addition().isEmpty();
        this.ink = ink;
    }

    /// Takes a byte of the text, and the bytes that stood for it.
    void take(byte octet, byte[] bytes, int from, int to) throws IOException {
        switch (state) {
            case TEXT -> text(octet, bytes, from, to);
            case OPENING -> {
                tag.hold(octet, bytes, from, to);
                opening(octet);
            }
            case TAG -> {
                tag.hold(octet, bytes, from, to);
                inTag(octet);
            }
            case LONG_TAG -> {
                ink.raw(bytes, from, to);
                if (tag.step(octet)) state = afterTag();
            }
            case COMMENT -> {
                ink.raw(bytes, from, to);
                if (octet == '>' && dashes >= 2) state = State.TEXT;
                dashes = octet == '-' ? dashes + 1 : 0;
            }
            case DECLARATION -> {
                ink.raw(bytes, from, to);
                if (octet == '>') state = State.TEXT;
            }
            case OTHER_TEXT -> otherText(octet, bytes, from, to);
            case OTHER_TAG -> {
                tag.hold(octet, bytes, from, to);
                otherTag(octet);
            }
            case UNTOUCHED -> ink.raw(bytes, from, to);
        }
    }

    /// Takes bytes that stand for nothing.
    void pass(byte[] bytes, int from, int to) throws IOException {
        switch (state) {
            case OPENING, TAG, OTHER_TAG -> tag.holdRaw(bytes, from, to);
            case TEXT, LONG_TAG, COMMENT, DECLARATION, OTHER_TEXT, UNTOUCHED ->
                    ink.raw(bytes, from, to);
        }
    }

    /// The text ends here.
    ///
    /// @param open whether something may still be added
    void finish(boolean open) throws IOException {
        if (open && state == State.TEXT) add();
        release();
    }

    private void text(byte octet, byte[] bytes, int from, int to) throws IOException {
        if (octet == '<') {
            hold(octet, bytes, from, to);
            state = State.OPENING;
            return;
        }
        ink.raw(bytes, from, to);
        lookForSignature(octet);
    }

    private void lookForSignature(byte octet) {
        if (octet == SIGNED[signed]) {
            signed++;
        } else if (octet != '-') {
            signed = 0;
        } else if (signed != DASHES) {
            signed = 1;
        }
        if (signed == SIGNED.length) state = State.UNTOUCHED;
    }

    private void hold(byte octet, byte[] bytes, int from, int to) {
        tag.reset();
        tag.hold(octet, bytes, from, to);
    }

    private void opening(byte octet) throws IOException {
        int length = tag.length();
        byte second = tag.at(1);
        if (second == '!') {
            openingDeclaration(octet, length);
        } else if (isLetter(octet)) {
            tag.begin();
            state = State.TAG;
        } else if (length == 2 && octet == '/') {
            state = State.OPENING;
        } else if (length == 2 && octet == '<') {
            releaseBeforeLast();
            state = State.OPENING;
        } else {
            release();
            boolean declares = octet != '>' && (second == '/' || second == '?');
            state = declares ? State.DECLARATION : State.TEXT;
        }
    }

    /// Of `<!--` or `<!…>`.
    private void openingDeclaration(byte octet, int length) throws IOException {
        if (length == 2 || (length == 3 && octet == '-')) return;
        boolean comment = length == 4 && octet == '-';
        release();
        // "<!-->" is a whole comment, by the standard.
        dashes = 2;
        state = comment ? State.COMMENT : octet == '>' ? State.TEXT : State.DECLARATION;
    }

    private void inTag(byte octet) throws IOException {
        if (tag.step(octet)) {
            endTag();
        } else if (tag.full()) {
            release();
            state = State.LONG_TAG;
        }
    }

    private void endTag() throws IOException {
        var name = tag.name();
        if (tag.closes()) {
            if (name.equals("body")) add();
        } else if ((name.equals("a") || name.equals("area")) && tag.readable()) {
            link();
        }
        release();
        state = afterTag();
    }

    private State afterTag() {
        var name = tag.name();
        if (tag.closes()) return State.TEXT;
        if (name.equals("plaintext")) return State.UNTOUCHED;
        if (!OTHER_TEXT.contains(name)) return State.TEXT;
        otherEnd = ("</" + name).getBytes(StandardCharsets.US_ASCII);
        return State.OTHER_TEXT;
    }

    private void link() throws IOException {
        var names = tag.names();
        int href = names.indexOf("href");
        if (href < 0) return;
        var target = Reference.resolve(tag.value(href).strip());
        if (target == null || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) return;
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) attributes.putIfAbsent(names.get(i), tag.value(i));
        var other = change.link(target, attributes);
        if (other == null) return;
        var place = tag.place(href);
        ink.raw(tag.raw(), 0, place.start());
        ink.value(tag.raw(), place, other);
        ink.raw(tag.raw(), place.after(), tag.rawLength());
        tag.empty();
    }

    private void add() throws IOException {
        if (adds) ink.insert(change.addition());
        adds = false;
    }

    private void otherText(byte octet, byte[] bytes, int from, int to) throws IOException {
        if (octet == '<') {
            hold(octet, bytes, from, to);
            state = State.OTHER_TAG;
        } else {
            ink.raw(bytes, from, to);
        }
    }

    private void otherTag(byte octet) throws IOException {
        int place = tag.length() - 1;
        if (place < otherEnd.length && lower(octet) == otherEnd[place]) return;
        if (place == otherEnd.length && (Tag.isSpace(octet) || octet == '/' || octet == '>')) {
            tag.begin(2, otherEnd.length);
            state = State.TAG;
            inTag(octet);
        } else if (octet == '<') {
            releaseBeforeLast();
        } else {
            release();
            state = State.OTHER_TEXT;
        }
    }

    private void release() throws IOException {
        ink.raw(tag.raw(), 0, tag.rawLength());
        tag.empty();
    }

    /// All but a `<`, with which something else may begin.
    private void releaseBeforeLast() throws IOException {
        ink.raw(tag.raw(), 0, tag.lastStart());
        tag.keepLast();
    }

    private static boolean isLetter(byte octet) {
        return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
    }
}
