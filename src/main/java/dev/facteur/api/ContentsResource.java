package dev.facteur.api;

import dev.facteur.account.Permission;
import dev.facteur.mail.MailId;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import dev.facteur.protocol.mime.Attachment;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.PieceReader;
import dev.facteur.report.Contents;
import dev.facteur.spool.Place;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in a mail: whole at `/v1/mails/{id}/raw`, its texts at `/v1/mails/{id}/body`. Apart
/// from what became of it, since it holds customers' data and links that open accounts.
final class ContentsResource {
    /// A larger one is read whole by whoever wants it.
    private static final long MAX_BODY = 10_000_000;

    private final MailAccess mails;
    private final Contents contents;

    ContentsResource(MailAccess mails, Contents contents) {
        this.mails = mails;
        this.contents = contents;
    }

    /// @param text null when there is none
    /// @param html null when there is none
    /// @param losses what of the mail is in none of these
    record Body(
            String subject,
            @Nullable String text,
            @Nullable String html,
            List<File> attachments,
            List<String> losses) {}

    /// @param size in bytes, decoded
    /// @param contentId null for one that stands for itself
    record File(String name, String type, long size, @Nullable String contentId) {
        static File of(Attachment attachment) {
            return new File(
                    attachment.name(),
                    attachment.type(),
                    attachment.content().length,
                    attachment.contentId());
        }
    }

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/mails/{id}/raw", Permission.READ_BODIES, "A mail as it is kept")
                        .answers(200, "message/rfc822")
                        .refuses(410),
                this::raw);
        operations.add(
                Operation.get("/v1/mails/{id}/body", Permission.READ_BODIES, "A mail's texts")
                        .query("lang")
                        .answers(200, Body.class)
                        .refuses(410, 413, 422),
                this::body);
    }

    private void raw(Context context) throws Exception {
        var id = mails.id(context);
        context.contentType("message/rfc822")
                // A browser that shows it would run what stands in it.
                .header("Content-Disposition", "attachment; filename=\"" + id + ".eml\"")
                .result(opened(place(id)));
    }

    private void body(Context context) throws Exception {
        var place = place(mails.id(context));
        if (place.length() > MAX_BODY) {
            throw new HttpRefusal(
                    Problem.coded(
                                    413,
                                    "Too large",
                                    "body-too-large",
                                    "The mail has more than "
                                            + MAX_BODY
                                            + " bytes; take it from /raw.")
                            .about("", MAX_BODY));
        }
        try (var stored = opened(place)) {
            var pieces = PieceReader.read(stored);
            var texts = Language.texts(context);
            var files = pieces.attachments().stream().map(File::of).toList();
            context.json(
                    new Body(
                            pieces.subject(),
                            pieces.text(),
                            pieces.html(),
                            files,
                            pieces.losses().stream().map(texts::told).toList()));
        } catch (MalformedHeader unreadable) {
            throw new HttpRefusal(
                    Problem.coded(
                                    422,
                                    "Not readable",
                                    "body-unreadable",
                                    "The mail cannot be taken apart: " + unreadable.reason())
                            .about("", unreadable.reason()));
        }
    }

    private Place place(MailId id) throws HttpRefusal {
        return contents.place(id).orElseThrow(ContentsResource::gone);
    }

    /// The bytes of a mail, to be closed.
    InputStream open(MailId id) throws HttpRefusal {
        return opened(place(id));
    }

    private InputStream opened(Place place) throws HttpRefusal {
        try {
            return contents.open(place);
        } catch (IOException gone) {
            throw gone();
        }
    }

    private static HttpRefusal gone() {
        return new HttpRefusal(
                Problem.coded(
                        410,
                        "Gone",
                        "bytes-gone",
                        "The mail has ended, and its bytes are no longer kept; facteur site"
                                + " show says how long they are."));
    }
}
