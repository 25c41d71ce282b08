package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.facteur.template.Filling;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail in JSON; [MessageCheck] says what it must be like, [Limits] how large.
///
/// @param bcc get the mail, and are in the envelope only
/// @param headers more header fields; those that have a member here, and those that are the
///   gateway's, are refused
/// @param stream `transactional` or `broadcast`; null is the first
/// @param secretLink true for a mail with a link that opens something to whoever has it: nothing of
///   it is tracked
/// @param tracking `none`, `opens`, `clicks` or `all`: what of it may be counted, where its stream
///   is counted at all. Null for all
/// @param sendAt RFC 3339; not tried before. Null, or past: at once
/// @param expiresAt RFC 3339; not tried afterwards
/// @param template the name of one of the site's templates, in the place of text and html
/// @param templateVersion null for the newest
/// @param data what the template is filled with
/// @param validateOnly true goes all the way but keeps nothing
record MessageWanted(
        @Nullable Written from,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                @Nullable List<Written> to,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                @Nullable List<Written> cc,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                @Nullable List<Written> bcc,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                @Nullable List<Written> replyTo,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String html,
        @Nullable List<FileWanted> attachments,
        @Nullable Map<String, String> headers,
        @Nullable List<String> tags,
        @Nullable Map<String, String> metadata,
        @Nullable String stream,
        @Nullable Boolean secretLink,
        @Nullable String tracking,
        @Nullable String sendAt,
        @Nullable String expiresAt,
        @Nullable Boolean validateOnly,
        @Nullable String template,
        @Nullable Integer templateVersion,
        @Nullable Map<String, Object> data) {

    /// The same with texts from a template. A subject of the mail's own goes before the template's.
    MessageWanted with(Filling.Filled texts) {
        return new MessageWanted(
                from,
                to,
                cc,
                bcc,
                replyTo,
                subject == null ? texts.subject() : subject,
                texts.text(),
                texts.html(),
                attachments,
                headers,
                tags,
                metadata,
                stream,
                secretLink,
                tracking,
                sendAt,
                expiresAt,
                validateOnly,
                null,
                null,
                null);
    }
}
