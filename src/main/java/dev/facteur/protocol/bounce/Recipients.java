package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.AddressScanner.Found;
import dev.facteur.protocol.mime.LooseHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whom a report without a part for machines is about.
final class Recipients {
    /// Where servers on the way note whom a mail is for, the surest first.
    private static final List<String> FIELDS =
            List.of("X-Original-To", "X-Envelope-To", "Envelope-To", "Delivered-To");

    private Recipients() {}

    /// Never empty: null stands for one that nobody names.
    ///
    /// @param failed what Exim's field X-Failed-Recipients names, which others have taken over
    /// @param others who are no recipients
    static List<@Nullable Address> of(
            List<Found> failed, List<Passages.Passage> passages, Note note, Set<Address> others) {
        var named = new LinkedHashSet<Address>();
        passages.forEach(passage -> named.add(passage.address()));
        var listed = addresses(failed);
        boolean agree = !Collections.disjoint(named, listed);
        if (!listed.isEmpty() && (agree || named.isEmpty())) return List.copyOf(listed);
        if (!named.isEmpty()) return List.copyOf(named);
        // Of several only the address that the report came to can tell which one it was.
        for (var value : values(note.original())) {
            var sole = sole(value, others);
            if (sole != null) return List.of(sole);
        }
        // A greeting names whom the report was sent to.
        var text = addresses(AddressScanner.all(note.text()));
        text.removeAll(others);
        return Collections.singletonList(text.size() == 1 ? text.iterator().next() : null);
    }

    private static List<String> values(LooseHeader original) {
        var values = new ArrayList<String>();
        for (var field : FIELDS) original.first(field).ifPresent(values::add);
        // RFC 5321 §4.4: the last server notes for whom it got the mail, where that is one.
        for (var received : original.all("Received")) {
            int at = received.indexOf(" for <");
            if (at >= 0) values.add(received.substring(at));
        }
        original.first("To").ifPresent(values::add);
        return values;
    }

    /// The only one that a text speaks of, null when there is none or more.
    static @Nullable Address sole(List<Passages.Passage> passages) {
        return passages.size() == 1 ? passages.getFirst().address() : null;
    }

    private static @Nullable Address sole(String text, Set<Address> others) {
        var found = addresses(AddressScanner.all(text));
        if (found.size() > 1) found.removeAll(others);
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static Set<Address> addresses(List<Found> found) {
        var addresses = new LinkedHashSet<Address>();
        found.forEach(one -> addresses.add(one.address()));
        return addresses;
    }
}
