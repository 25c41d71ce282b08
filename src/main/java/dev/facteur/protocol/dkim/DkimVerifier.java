package dev.facteur.protocol.dkim;

import dev.facteur.protocol.dkim.DkimVerdict.Result;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Judges the DKIM signatures of a mail (RFC 6376 §6) while its body streams by: first the header,
/// then [#accept] for every piece of the body, then [#finish]. For one thread and one mail.
public final class DkimVerifier {
    /// A mail may carry any number; looking at more only serves somebody who wants us busy.
    public static final int MAX_SIGNATURES = 10;

    private final HeaderBlock header;
    private final Instant now;
    private final List<Candidate> candidates = new ArrayList<>();

    /// A signature, or what was wrong with it, and the body hash it needs.
    private sealed interface Candidate {
        record Checkable(DkimSignature signature, BodyHash body) implements Candidate {}

        record Useless(DkimVerdict verdict) implements Candidate {}
    }

    private DkimVerifier(HeaderBlock header, Instant now) {
        this.header = header;
        this.now = now;
    }

    /// Begins with a mail's header. `now` decides whether a signature has expired.
    public static DkimVerifier of(HeaderBlock header, Instant now) {
        var verifier = new DkimVerifier(header, now);
        for (var field : header.all("DKIM-Signature")) {
            if (verifier.candidates.size() == MAX_SIGNATURES) break;
            verifier.candidates.add(verifier.candidate(field));
        }
        return verifier;
    }

    private Candidate candidate(HeaderField field) {
        try {
            var signature = DkimSignature.parse(field, now);
            var body = BodyHash.limited(signature.bodyForm, signature.bodyLimit);
            return new Candidate.Checkable(signature, body);
        } catch (InvalidSignature e) {
            return new Candidate.Useless(unreadable(field, e.reason()));
        }
    }

    private static DkimVerdict unreadable(HeaderField field, String reason) {
        try {
            var tags = TagList.parse(field.rawValue());
            return new DkimVerdict(
                    Result.PERMERROR,
                    readable(tags, "d"),
                    readable(tags, "s"),
                    readable(tags, "a"),
                    reason,
                    true,
                    false);
        } catch (InvalidSignature e) {
            return new DkimVerdict(Result.PERMERROR, "", "", "", reason, true, false);
        }
    }

    private static String readable(TagList tags, String tag) {
        var value = tags.get(tag, "");
        return SigningKey.isName(value) ? value : "";
    }

    /// Takes the next bytes of the body.
    public void accept(byte[] bytes, int offset, int length) {
        for (var candidate : candidates) {
            if (candidate instanceof Candidate.Checkable checkable) {
                checkable.body.accept(bytes, offset, length);
            }
        }
    }

    /// One verdict a signature, in the order of the fields; none for a mail without. Looks the keys
    /// up, and may wait for them.
    public List<DkimVerdict> finish(KeyLookup keys) {
        var verdicts = new ArrayList<DkimVerdict>();
        for (var candidate : candidates) {
            verdicts.add(
                    switch (candidate) {
                        case Candidate.Useless(var verdict) -> verdict;
                        case Candidate.Checkable(var signature, var body) ->
                                judge(signature, body, keys);
                    });
        }
        return verdicts;
    }

    private DkimVerdict judge(DkimSignature signature, BodyHash body, KeyLookup keys) {
        var hash = body.finish();
        long signed = signature.bodyLimit;
        boolean whole = signed >= body.canonicalLength();
        try {
            if (signed != Long.MAX_VALUE && signed > body.canonicalLength()) {
                return verdict(signature, Result.FAIL, "the body is shorter than l=", whole, false);
            }
            // The body first: it costs no look-up, and a changed body fails whatever the key.
            if (!MessageDigest.isEqual(hash, signature.bodyHash)) {
                return verdict(signature, Result.FAIL, "the body was changed", whole, false);
            }
            var key = key(signature, keys);
            if (!verifies(signature, key)) {
                var reason = "the header was changed, or the key is another one";
                return verdict(signature, Result.FAIL, reason, whole, key.testing());
            }
            return verdict(signature, Result.PASS, "", whole, key.testing());
        } catch (InvalidSignature e) {
            return verdict(signature, Result.PERMERROR, e.reason(), whole, false);
        } catch (IOException e) {
            var reason = "the key " + signature.keyName() + " could not be fetched";
            return verdict(signature, Result.TEMPERROR, reason, whole, false);
        }
    }

    private static DkimPublicKey key(DkimSignature signature, KeyLookup keys)
            throws InvalidSignature, IOException {
        var texts = keys.texts(signature.keyName());
        if (texts.isEmpty()) {
            throw new InvalidSignature("there is no key " + signature.keyName());
        }
        // §3.6.2.2: with several records the result is undefined; the first one is as good as any.
        var key = DkimPublicKey.parse(texts.getFirst(), signature.algorithm);
        if (key.exactDomain() && !signature.identityInDomain) {
            throw new InvalidSignature("the key does not sign for domains below its own");
        }
        return key;
    }

    private boolean verifies(DkimSignature signature, DkimPublicKey key) {
        var own = HeaderForm.withoutSignature(signature.field.raw());
        var fields = HeaderForm.fields(header, signature.names, signature.headerForm);
        var last = HeaderForm.latin1(HeaderForm.canonical(own, signature.headerForm));
        try {
            return switch (signature.algorithm) {
                case RSA_SHA256 -> {
                    var check = Signature.getInstance("SHA256withRSA");
                    check.initVerify(key.key());
                    check.update(fields);
                    check.update(last);
                    yield check.verify(signature.value);
                }
                case ED25519_SHA256 -> {
                    var digest = HashedBytes.sha256();
                    digest.update(fields);
                    var check = Signature.getInstance("Ed25519");
                    check.initVerify(key.key());
                    check.update(digest.digest(last));
                    yield check.verify(signature.value);
                }
            };
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length ends here; it is as wrong as one that differs.
            return false;
        }
    }

    private static DkimVerdict verdict(
            DkimSignature signature, Result result, String reason, boolean whole, boolean testing) {
        return new DkimVerdict(
                result,
                signature.domain,
                signature.selector,
                signature.algorithm.word(),
                reason,
                whole,
                testing);
    }
}
