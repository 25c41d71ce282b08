package dev.facteur.submit.http;

import dev.facteur.account.Site;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.template.Filling;
import dev.facteur.template.Templates;
import dev.facteur.template.Unfillable;
import java.util.Map;
import java.util.Objects;

/// Puts the texts of a template in the place of those that a mail does not bring.
///
/// @param site whose templates are meant
record TemplateFiller(Templates templates, Site site) {

    /// @param path what stands before the names of members in a refusal
    MessageWanted filled(MessageWanted wanted, String path) throws HttpRefusal {
        var name = wanted.template();
        if (name == null) {
            if (wanted.data() == null && wanted.templateVersion() == null) return wanted;
            throw Wrong.missing(path + "template");
        }
        if (wanted.text() != null || wanted.html() != null) {
            throw Wrong.field(
                    path + "template",
                    "template",
                    "The mail has texts of its own beside \"template\"; it is one or the other.");
        }
        var template =
                templates
                        .find(site, name, wanted.templateVersion())
                        .orElseThrow(() ->
                                Wrong.field(
                                        path + "template",
                                        "template-unknown",
                                        "There is no such template, or no such version: " + name));
        try {
            Map<String, Object> data = Objects.requireNonNullElse(wanted.data(), Map.of());
            return wanted.with(Filling.fill(template, data));
        } catch (Unfillable lacking) {
            throw Wrong.field(path + "data", "template", lacking.sentence());
        }
    }
}
