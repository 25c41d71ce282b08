package dev.facteur.feedback.webhook;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A call as it came.
final class Call {
    private final Function<String, @Nullable String> headers;
    private final byte[] body;

    /// @param headers by name, whatever their case
    Call(Function<String, @Nullable String> headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    String header(String name) throws NotGenuine {
        var value = headers.apply(name);
        if (value == null) throw new NotGenuine("it has no header " + name);
        return value;
    }

    byte[] body() {
        return body;
    }
}
