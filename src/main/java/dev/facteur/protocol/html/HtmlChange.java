package dev.facteur.protocol.html;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody changes in the HTML of a mail. Both answers are ASCII and go into the text as they
/// are, so neither may hold what the place where it stands does not bear.
public interface HtmlChange {
    /// Asked for each link that can be read without doubt.
    ///
    /// @param target where it leads, as its author meant it: character references are resolved.
    ///   ASCII without spaces and control characters, whatever the scheme
    /// @param attributes of its tag, names in lower case, values as they stand; the first of each
    /// @return where it leads now, an address that needs no escaping in HTML; null to leave it
    ///   alone
    @Nullable String link(String target, Map<String, String> attributes);

    /// What stands at the end of the first HTML of the mail, `""` for nothing.
    String addition();
}
