package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.track.Countable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// A mail as Postmark's API takes it. What has no meaning here is ignored, as Postmark ignores what
/// it does not know.
///
/// @param to addresses with commas between them; so are cc, bcc and replyTo
/// @param messageStream one whose name begins with `broadcast` is that stream; any other is
///   transactional
/// @param trackOpens false for a mail whose opens are not counted
/// @param trackLinks `None` or `TextOnly` for one whose links stay as they are
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
record PostmarkMail(
        @Nullable String from,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String bcc,
        @Nullable String replyTo,
        @Nullable String subject,
        @Nullable String tag,
        @Nullable String textBody,
        @Nullable String htmlBody,
        @Nullable List<Header> headers,
        @Nullable Map<String, String> metadata,
        @Nullable List<File> attachments,
        @Nullable String messageStream,
        @Nullable Boolean trackOpens,
        @Nullable String trackLinks,
        @Nullable String templateAlias,
        @Nullable Long templateId) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record Header(@Nullable String name, @Nullable String value) {}

    /// @param contentId `cid:logo.png`
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record File(
            @Nullable String name,
            @Nullable Blob content,
            @Nullable String contentType,
            @JsonProperty("ContentID") @Nullable String contentId) {
        private FileWanted wanted() {
            var id = contentId == null || contentId.isEmpty() ? null : contentId;
            var bare = id != null && id.startsWith("cid:") ? id.substring("cid:".length()) : id;
            return new FileWanted(name, typeOf(contentType), content, bare);
        }
    }

    MessageWanted wanted() throws HttpRefusal {
        if (templateAlias != null || templateId != null) {
            throw Wrong.field(
                    "TemplateAlias",
                    "template",
                    "Templates that are kept at Postmark are not known here.");
        }
        var sender = addresses("From", from);
        if (sender.size() != 1) {
            throw Wrong.field("From", "address", "\"From\" has to be one address.");
        }
        return new MessageWanted(
                sender.getFirst(),
                addresses("To", to),
                addresses("Cc", cc),
                addresses("Bcc", bcc),
                addresses("ReplyTo", replyTo),
                subject,
                empty(textBody),
                empty(htmlBody),
                attachments == null ? null : attachments.stream().map(File::wanted).toList(),
                fields(),
                tag == null || tag.isBlank() ? null : List.of(tag),
                metadata,
                isBroadcast() ? "broadcast" : null,
                null,
                countable().word(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private boolean isBroadcast() {
        return messageStream != null && messageStream.startsWith("broadcast");
    }

    /// What neither of them forbids. What they ask for is counted where the stream is.
    private Countable countable() {
        boolean links = !"None".equals(trackLinks) && !"TextOnly".equals(trackLinks);
        return new Countable(!Boolean.FALSE.equals(trackOpens), links);
    }

    private static @Nullable String empty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /// Without the parameters that programs add to it (`; charset=…`, `; name=…`).
    static @Nullable String typeOf(@Nullable String stated) {
        if (stated == null) return null;
        int semicolon = stated.indexOf(';');
        var type = (semicolon < 0 ? stated : stated.substring(0, semicolon)).strip();
        return type.isEmpty() ? null : type;
    }

    private static List<Written> addresses(String member, @Nullable String list)
            throws HttpRefusal {
        if (list == null) return List.of();
        Words.requireNoControls(member, list);
        try {
            var found = new ArrayList<Written>();
            for (var mailbox : Mailboxes.parse(list)) {
                found.add(new Written(mailbox.address().toString(), mailbox.name()));
            }
            return found;
        } catch (MalformedHeader malformed) {
            throw Wrong.field(
                    member,
                    "address",
                    "An address in \"" + member + "\" cannot be read: " + malformed.reason());
        }
    }

    private @Nullable Map<String, String> fields() {
        if (headers == null) return null;
        var fields = new LinkedHashMap<String, String>();
        for (var header : headers) {
            if (header.name() == null || header.value() == null) continue;
            fields.put(header.name(), header.value());
        }
        return fields;
    }
}
