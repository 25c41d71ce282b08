package dev.facteur.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Enumeration;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Lets help texts be wrapped at blanks only. picocli wraps them where a line of prose may end,
/// which is also behind the dot of `facteur.toml` and the hyphens of `--password-file`; so these
/// are something else while it does so.
final class WholeWords {
    private static final String BREAKABLE = ".,;-/|:=@?!";

    /// A private use area of Unicode, whose characters are like letters to whoever wraps.
    private static final char STAND_IN = '\ue000';

    private WholeWords() {}

    static String protect(String text) {
        var words = text.toCharArray();
        boolean variable = false;
        for (int i = 0; i < words.length; i++) {
            // picocli replaces "${name}" by its value, and "@|" begins what it takes for a style.
            variable = text.startsWith("${", i) || (variable && words[i] != '}');
            if (variable || text.startsWith("@|", i)) continue;
            if (BREAKABLE.indexOf(words[i]) >= 0) words[i] += STAND_IN;
        }
        return new String(words);
    }

    static String restore(String text) {
        var words = text.toCharArray();
        for (int i = 0; i < words.length; i++) {
            if (words[i] >= STAND_IN && words[i] < STAND_IN + 128) words[i] -= STAND_IN;
        }
        return new String(words);
    }

    /// The texts of a catalogue as the wrapper shall see them.
    static ResourceBundle protect(ResourceBundle texts) {
        return new ResourceBundle() {
            @Override
            protected @Nullable Object handleGetObject(String key) {
                return texts.containsKey(key) ? protect(texts.getString(key)) : null;
            }

            @Override
            public Enumeration<String> getKeys() {
                return Collections.enumeration(texts.keySet());
            }
        };
    }

    /// Writes what was wrapped as it was meant.
    static Writer restoring(Writer out) {
        return new FilterWriter(out) {
            @Override
            public void write(int character) throws IOException {
                write(String.valueOf((char) character));
            }

            @Override
            public void write(char[] characters, int offset, int length) throws IOException {
                write(new String(characters, offset, length), 0, length);
            }

            @Override
            public void write(String text, int offset, int length) throws IOException {
                out.write(restore(text.substring(offset, offset + length)));
            }
        };
    }
}
