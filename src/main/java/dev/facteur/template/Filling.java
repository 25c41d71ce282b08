package dev.facteur.template;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Fills templates (<https://mustache.github.io/mustache.5.html>). What comes into HTML is escaped
/// unless the template says `{{{…}}}`. A variable that the data lacks is a mistake; a section that
/// it lacks is left out. Partials are not known.
///
/// Data are maps, lists, texts, numbers and truths; nothing of Java can be reached through them.
public final class Filling {
    /// Characters of each text that is made: a section may repeat what is in it.
    public static final int MAX_CHARACTERS = 2_000_000;

    private static final Mustache.Compiler PLAIN =
            Mustache.compiler().escapeHTML(false).withCollector(new DataOnly());
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);

    private Filling() {}

    /// What a mail gets of a template.
    public record Filled(@Nullable String subject, @Nullable String text, @Nullable String html) {}

    /// @throws Unfillable with the name of the variable that is missing, or what else is wrong
    public static Filled fill(Template template, Map<String, Object> data) throws Unfillable {
        return new Filled(
                fill("subject", PLAIN, template.subject(), data),
                fill("text", PLAIN, template.text(), data),
                fill("html", HTML, template.html(), data));
    }

    private static @Nullable String fill(
            String part,
            Mustache.Compiler compiler,
            @Nullable String text,
            Map<String, Object> data)
            throws Unfillable {
        if (text == null) return null;
        var out = new Limited();
        try {
            compiler.compile(text).execute(data, out);
            return out.text.toString();
        } catch (MustacheException.Context missing) {
            throw new Unfillable(
                    part,
                    "The data have no \""
                            + missing.key
                            + "\", which the template's "
                            + part
                            + " wants in line "
                            + missing.lineNo
                            + ".");
        } catch (MustacheException malformed) {
            throw malformed(part, malformed);
        } catch (UncheckedIOException tooLong) {
            throw new Unfillable(
                    part, "The " + part + " has more than " + MAX_CHARACTERS + " characters.");
        }
    }

    private static Unfillable malformed(String part, MustacheException malformed) {
        return new Unfillable(
                part, "The template's " + part + " cannot be read: " + malformed.getMessage());
    }

    /// Whether a template can be read.
    static void check(Template template) throws Unfillable {
        check("subject", template.subject());
        check("text", template.text());
        check("html", template.html());
    }

    private static void check(String part, @Nullable String text) throws Unfillable {
        if (text == null) return;
        var partials = new Partials();
        try {
            PLAIN.compile(text).visit(partials);
        } catch (MustacheException malformed) {
            throw malformed(part, malformed);
        }
        if (partials.name == null) return;
        throw new Unfillable(
                part,
                "The template's "
                        + part
                        + " includes another one, \""
                        + partials.name
                        + "\"; partials are not known here.");
    }

    private static final class Partials implements Mustache.Visitor {
        private @Nullable String name;

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String variable) {}

        @Override
        public boolean visitInclude(String included) {
            name = included;
            return false;
        }

        @Override
        public boolean visitParent(String parent) {
            name = parent;
            return false;
        }

        @Override
        public boolean visitSection(String section) {
            return true;
        }

        @Override
        public boolean visitInvertedSection(String section) {
            return true;
        }
    }

    /// The library's usual way would call methods of whatever it meets.
    private static final class DataOnly extends BasicCollector {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // The library's signature.
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    private static final class Limited extends Writer {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] characters, int offset, int length) {
            if (text.length() + length > MAX_CHARACTERS) {
                throw new UncheckedIOException(new IOException("too long"));
            }
            text.append(characters, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
