package dev.facteur.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/// Every sentence the commands say, in the language asked for. The catalogues lie beside this
/// class.
public final class Messages {
    private final ResourceBundle bundle;
    private final Locale locale;

    private Messages(ResourceBundle bundle, Locale locale) {
        this.bundle = bundle;
        this.locale = locale;
    }

    /// The language of `--lang` if given, else that of the environment.
    static Messages choose(String[] arguments, Map<String, String> environment) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--lang=")) return in(arguments[i].substring(7));
            if (arguments[i].equals("--lang") && i + 1 < arguments.length) {
                return in(arguments[i + 1]);
            }
        }
        // POSIX: LC_ALL wins over LC_MESSAGES, which wins over LANG; an empty one does not count.
        for (var name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            var value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) return in(value);
        }
        return in("en");
    }

    /// `fr`, `fr_CA.UTF-8`: French; everything else English.
    static Messages in(String language) {
        boolean french = language.toLowerCase(Locale.ROOT).startsWith("fr");
        var locale = french ? Locale.FRENCH : Locale.ENGLISH;
        var name = "messages_" + locale.getLanguage() + ".properties";
        try (var in = Messages.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the jar");
            var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new Messages(new PropertyResourceBundle(reader), locale);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    public Locale locale() {
        return locale;
    }

    ResourceBundle bundle() {
        return bundle;
    }

    /// The sentence with `{0}`, `{1}` … replaced. Not `MessageFormat`: French is full of the
    /// apostrophes that it takes for quotes.
    public String text(String key, Object... values) {
        var text = bundle.getString(key);
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /// The sentence that stands here for one that came in English; none where the English is meant,
    /// and for a rule this program does not know yet.
    Optional<String> translation(String key, List<String> values) {
        return bundle.containsKey(key)
                ? Optional.of(text(key, values.toArray()))
                : Optional.empty();
    }

    /// The word of the API that has this translation.
    Optional<String> original(String kind, String translation) {
        var prefix = kind + ".";
        return bundle.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .filter(key -> bundle.getString(key).equalsIgnoreCase(translation.strip()))
                .map(key -> key.substring(prefix.length()))
                .findFirst();
    }

    /// The translation of a word of the API, such as a state; the word itself when it is a new one.
    String word(String kind, String word) {
        try {
            return bundle.getString(kind + "." + word);
        } catch (MissingResourceException unknown) {
            return word;
        }
    }
}
