package dev.facteur.deliver.tlsreport;

import java.util.Locale;

/// What became of a session (RFC 8460 §4.3).
public enum TlsResult {
    /// TLS came about, and what was demanded was shown.
    SUCCESS,
    STARTTLS_NOT_SUPPORTED,
    CERTIFICATE_HOST_MISMATCH,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_TRUSTED,
    /// Any other failure of TLS or of its policy.
    VALIDATION_FAILURE,
    DNSSEC_INVALID,
    STS_POLICY_FETCH_ERROR,
    STS_POLICY_INVALID,
    STS_WEBPKI_INVALID;

    /// As reports have it.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
