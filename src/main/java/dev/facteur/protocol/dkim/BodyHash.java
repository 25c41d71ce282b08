package dev.facteur.protocol.dkim;

/// The hash of a body (RFC 6376 §3.7, `bh=`), taken while the body streams by in pieces of any
/// size. For one thread and one body.
public final class BodyHash {
    private final HashedBytes out;
    private final BodyForm form;

    private BodyHash(Canonicalization canonicalization, long limit) {
        out = new HashedBytes(limit);
        form =
                switch (canonicalization) {
                    case SIMPLE -> new SimpleBody(out);
                    case RELAXED -> new RelaxedBody(out);
                };
    }

    /// Brings a body into the form that is hashed.
    sealed interface BodyForm permits SimpleBody, RelaxedBody {
        void accept(byte[] bytes, int offset, int length);

        void finish();
    }

    public static BodyHash of(Canonicalization canonicalization) {
        return new BodyHash(canonicalization, Long.MAX_VALUE);
    }

    /// @param limit bytes of the canonical body that are hashed, from `l=` (RFC 6376 §3.5)
    static BodyHash limited(Canonicalization canonicalization, long limit) {
        return new BodyHash(canonicalization, limit);
    }

    /// Takes the next bytes of the body, which begins behind the header's empty line.
    public void accept(byte[] bytes, int offset, int length) {
        form.accept(bytes, offset, length);
    }

    /// The hash; nothing may be added afterwards.
    public byte[] finish() {
        form.finish();
        return out.finish();
    }

    /// Bytes of the canonical body; final after [#finish].
    long canonicalLength() {
        return out.count();
    }
}
