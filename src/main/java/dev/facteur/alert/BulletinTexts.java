package dev.facteur.alert;

import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Places;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;

/// What an alert says around the doctor's words, in one language. The catalogues lie beside this
/// class.
final class BulletinTexts {
    private final ResourceBundle bundle;
    private final FindingTexts findings;

    private BulletinTexts(ResourceBundle bundle, FindingTexts findings) {
        this.bundle = bundle;
        this.findings = findings;
    }

    /// @param language `en` or `fr`
    static BulletinTexts in(String language) {
        var name = "alerts_" + language + ".properties";
        try (var in = BulletinTexts.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the jar");
            var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new BulletinTexts(new PropertyResourceBundle(reader), FindingTexts.in(language));
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    FindingTexts findings() {
        return findings;
    }

    /// @param values what stands in its places, from `{0}` on
    String text(String key, Object... values) {
        return Places.filled(
                bundle.getString(key), place -> String.valueOf(values[place.number()]));
    }

    Set<String> keys() {
        return bundle.keySet();
    }
}
