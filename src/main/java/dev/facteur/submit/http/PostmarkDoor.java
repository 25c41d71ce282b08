package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.facteur.account.Permission;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.smtp.Rejected;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// `POST /email` and `/email/batch` as Postmark has them. The server token is a site's API key.
final class PostmarkDoor {
    private static final String TOKEN = "X-Postmark-Server-Token";

    /// Postmark's code for a mail whose recipients are all suppressed.
    private static final int INACTIVE = 406;

    /// Up to the addresses as Postmark says it, and with the words after them: its client libraries
    /// and Anymail read the addresses out of the sentence.
    private static final String FOUND =
            "You tried to send to recipients that are inactive. Found inactive addresses: ";

    private static final String BUT =
            "Message OK, but will not deliver to these inactive addresses: ";

    private final DropIn dropIn;

    PostmarkDoor(DropIn dropIn) {
        this.dropIn = dropIn;
    }

    /// An answer in Postmark's words.
    ///
    /// @param errorCode 0 when the mail was taken
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record Answer(
            @Nullable String to,
            @Nullable String submittedAt,
            @JsonProperty("MessageID") @Nullable String messageId,
            int errorCode,
            String message) {}

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(
                        Operation.post("/email", Permission.SEND, "A mail, as Postmark has it")
                                .takes(PostmarkMail.class)
                                .answers(200, Answer.class)
                                .refusesAs(Answer.class),
                        dropIn.answering(this::one, PostmarkDoor::refuse)),
                new Endpoint(
                        Operation.post("/email/batch", Permission.SEND, "Many, as Postmark has it")
                                .takes(PostmarkMail[].class)
                                .answers(200, Answer[].class)
                                .refusesAs(Answer.class),
                        dropIn.answering(this::batch, PostmarkDoor::refuse)));
    }

    private SiteKeys.Sender sender(Context context) throws HttpRefusal {
        var token = context.header(TOKEN);
        return dropIn.keys().sender(context, token == null ? null : new Secret(token));
    }

    private void one(Context context) throws Exception {
        var handOver = dropIn.handOver(context, sender(context), false);
        dropIn.bodies()
                .with(
                        context,
                        PostmarkMail.class,
                        mail -> {
                            var answer = kept(handOver, mail);
                            if (answer.errorCode() != 0) context.status(422);
                            context.json(answer);
                        });
    }

    /// Each has an answer of its own; the status is 200 whatever they are.
    private void batch(Context context) throws Exception {
        var handOver = dropIn.handOver(context, sender(context), false);
        dropIn.bodies()
                .with(
                        context,
                        PostmarkMail[].class,
                        mails -> {
                            if (mails.length > Limits.BATCH)
                                throw Wrong.tooMany("messages", Limits.BATCH);
                            var answers = new ArrayList<Answer>();
                            for (var mail : mails) answers.add(answer(context, handOver, mail));
                            context.json(answers);
                        });
    }

    private Answer answer(Context context, HandOver handOver, PostmarkMail mail) {
        try {
            return kept(handOver, mail);
        } catch (HttpRefusal refusal) {
            return refusal(refusal.problem());
        } catch (Rejected rejected) {
            return refusal(DropIn.problem(context, rejected));
        }
    }

    private Answer kept(HandOver handOver, PostmarkMail mail) throws HttpRefusal, Rejected {
        var prepared = dropIn.prepared(mail.wanted());
        var kept = handOver.keep(prepared, null);
        var id = kept == null ? null : kept.id().toString();
        var inactive = kept == null ? List.<String>of() : kept.suppressed();
        if (inactive.size() == prepared.envelope().recipients().size()) {
            return new Answer(null, null, null, INACTIVE, FOUND + listed(inactive));
        }
        var message = inactive.isEmpty() ? "OK" : BUT + listed(inactive);
        return new Answer(mail.to(), dropIn.clock().now().toString(), id, 0, message);
    }

    private static String listed(List<?> addresses) {
        var names = addresses.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return names
                + ". Inactive recipients are those that mail of this site does not go to:"
                + " facteur suppression show ADDRESS says why.";
    }

    /// Postmark tells all that is wrong with a mail as 422.
    private static void refuse(Context context, Problem problem) {
        int status = problem.status();
        boolean own = status == 401 || status == 413 || status == 429 || status >= 500;
        context.status(own ? status : 422).json(refusal(problem));
    }

    private static Answer refusal(Problem problem) {
        if (problem.more().get(Refused.SUPPRESSED) instanceof List<?> inactive) {
            return new Answer(null, null, null, INACTIVE, FOUND + listed(inactive));
        }
        return new Answer(null, null, null, errorCode(problem), problem.detail());
    }

    /// As <https://postmarkapp.com/developer/api/overview> lists them.
    private static int errorCode(Problem problem) {
        var code = String.valueOf(problem.more().get("code"));
        return switch (problem.status()) {
            case 400 -> 402;
            case 401 -> 10;
            case 403 -> code.equals("sender") ? 400 : 10;
            case 429 -> 429;
            case 503 -> 100;
            default -> code.equals("too-many") ? 410 : 300;
        };
    }
}
