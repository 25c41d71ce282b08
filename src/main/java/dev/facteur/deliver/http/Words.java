package dev.facteur.deliver.http;

import java.util.List;

/// A provider's words as they may be shown: on one line, of a length that can be read, and without
/// what the account proves itself with, which some servers quote.
final class Words {
    private static final int LONGEST = 500;

    /// Shorter ones would be found in every text, and protect nothing.
    private static final int SHORTEST_SECRET = 6;

    private final List<String> secrets;

    Words(ApiAccount account, ApiCall.Credential credential) {
        var whole = credential.value().reveal();
        this.secrets =
                List.of(whole, whole.substring(whole.indexOf(' ') + 1), account.key().reveal());
    }

    Said shown(Said said) {
        return new Said(said.taken(), shown(said.error()), shown(said.words()), said.status());
    }

    private String shown(String text) {
        var open = text;
        for (var secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) open = open.replace(secret, "***");
        }
        var line =
                open.codePoints()
                        .limit(LONGEST)
                        .map(c ->
                                Character.isISOControl(c)
                                                || Character.getType(c) == Character.SURROGATE
                                        ? ' '
                                        : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return line.replaceAll(" {2,}", " ").strip();
    }
}
