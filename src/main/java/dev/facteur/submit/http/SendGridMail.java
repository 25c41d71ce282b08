package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.track.Countable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as SendGrid's `/v3/mail/send` takes it: each personalization is a mail. What has no
/// meaning here (pools of addresses) is ignored.
///
/// @param sendAt seconds since 1970
@JsonIgnoreProperties(ignoreUnknown = true)
record SendGridMail(
        @Nullable List<Personalization> personalizations,
        @Nullable Person from,
        @Nullable Person replyTo,
        @Nullable List<Person> replyToList,
        @Nullable String subject,
        @Nullable List<Content> content,
        @Nullable List<File> attachments,
        @Nullable String templateId,
        @Nullable Map<String, String> headers,
        @Nullable List<String> categories,
        @Nullable Map<String, String> customArgs,
        @Nullable Long sendAt,
        @Nullable Settings mailSettings,
        @Nullable Tracking trackingSettings) {
    private static final int MAX_PERSONALIZATIONS = 1_000;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Person(@Nullable String email, @Nullable String name) {
        private Written written() {
            return new Written(email, name == null ? "" : name);
        }
    }

    /// What one mail has of its own; where it says nothing, the request holds.
    ///
    /// @param substitutions texts that are replaced in the subject and the contents
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Personalization(
            @Nullable Person from,
            @Nullable List<Person> to,
            @Nullable List<Person> cc,
            @Nullable List<Person> bcc,
            @Nullable String subject,
            @Nullable Map<String, String> headers,
            @Nullable Map<String, String> substitutions,
            @Nullable Map<String, String> customArgs,
            @Nullable Long sendAt) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Content(@Nullable String type, @Nullable String value) {}

    /// @param disposition `inline` where the HTML shows it
    @JsonIgnoreProperties(ignoreUnknown = true)
    record File(
            @Nullable Blob content,
            @Nullable String type,
            @Nullable String filename,
            @Nullable String disposition,
            @Nullable String contentId) {
        private FileWanted wanted() {
            boolean shown = "inline".equals(disposition);
            return new FileWanted(
                    filename, PostmarkMail.typeOf(type), content, shown ? contentId : null);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Settings(@Nullable Switch sandboxMode) {}

    /// What is switched off is not counted; what is switched on is, where the stream is.
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tracking(@Nullable Switch clickTracking, @Nullable Switch openTracking) {
        private Countable countable() {
            return new Countable(!isOff(openTracking), !isOff(clickTracking));
        }

        private static boolean isOff(@Nullable Switch one) {
            return one != null && Boolean.FALSE.equals(one.enable());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Switch(@Nullable Boolean enable) {}

    /// Whether the request is only to be looked at.
    boolean isSandbox() {
        var sandbox = mailSettings == null ? null : mailSettings.sandboxMode();
        return sandbox != null && Boolean.TRUE.equals(sandbox.enable());
    }

    /// The mails it asks for.
    List<MessageWanted> wanted() throws HttpRefusal {
        if (templateId != null) {
            throw Wrong.field(
                    "template_id",
                    "template",
                    "Templates that are kept at SendGrid are not known here.");
        }
        if (personalizations == null || personalizations.isEmpty()) {
            throw Wrong.missing("personalizations");
        }
        if (personalizations.size() > MAX_PERSONALIZATIONS) {
            throw Wrong.tooMany("personalizations", MAX_PERSONALIZATIONS);
        }
        var mails = new ArrayList<MessageWanted>();
        for (var own : personalizations) mails.add(wanted(own));
        return mails;
    }

    private MessageWanted wanted(Personalization own) throws HttpRefusal {
        var sender = own.from() == null ? from : own.from();
        var about = own.subject() == null ? subject : own.subject();
        var time = own.sendAt() == null ? sendAt : own.sendAt();
        return new MessageWanted(
                sender == null ? null : sender.written(),
                written(own.to()),
                written(own.cc()),
                written(own.bcc()),
                replyTo == null ? written(replyToList) : List.of(replyTo.written()),
                filled(about, own),
                filled(content("text/plain"), own),
                filled(content("text/html"), own),
                attachments == null ? null : attachments.stream().map(File::wanted).toList(),
                joined(headers, own.headers()),
                categories,
                joined(customArgs, own.customArgs()),
                null,
                null,
                trackingSettings == null ? null : trackingSettings.countable().word(),
                time(time),
                null,
                null,
                null,
                null,
                null);
    }

    private static @Nullable List<Written> written(@Nullable List<Person> people) {
        return people == null ? null : people.stream().map(Person::written).toList();
    }

    private @Nullable String content(String type) {
        if (content == null) return null;
        for (var one : content) {
            if (one.type() != null && one.type().startsWith(type)) return one.value();
        }
        return null;
    }

    private static @Nullable String filled(@Nullable String text, Personalization own) {
        if (text == null || own.substitutions() == null) return text;
        var filled = text;
        for (var one : own.substitutions().entrySet()) {
            if (!one.getKey().isEmpty()) filled = filled.replace(one.getKey(), one.getValue());
        }
        return filled;
    }

    private static Map<String, String> joined(
            @Nullable Map<String, String> all, @Nullable Map<String, String> own) {
        var joined = all == null ? new LinkedHashMap<String, String>() : new LinkedHashMap<>(all);
        joined.putAll(own == null ? new HashMap<>() : own);
        return joined;
    }

    private static @Nullable String time(@Nullable Long seconds) throws HttpRefusal {
        try {
            return seconds == null ? null : Instant.ofEpochSecond(seconds).toString();
        } catch (DateTimeException tooFar) {
            throw Wrong.field("send_at", "time", "\"send_at\" is a time in seconds since 1970.");
        }
    }
}
