package dev.facteur.submit.http;

import org.jspecify.annotations.Nullable;

/// A file in JSON.
///
/// @param name as the recipient sees it
/// @param type `application/pdf`; null for `application/octet-stream`
/// @param content base64
/// @param contentId what follows `cid:` where the HTML shows it; null for an attachment
record FileWanted(
        @Nullable String name,
        @Nullable String type,
        @Nullable Blob content,
        @Nullable String contentId) {}
