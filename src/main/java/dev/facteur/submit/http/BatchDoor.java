package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.facteur.account.Permission;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Reception;
import dev.facteur.template.Templates;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /v1/messages/batch`: up to [Limits#BATCH] mails, each with a result of its own, in their
/// order. What is not the JSON expected is refused as a whole, before anything of it is taken.
final class BatchDoor {
    private final SiteKeys keys;
    private final Reception reception;
    private final Templates templates;
    private final JsonBody bodies;
    private final Clock clock;

    BatchDoor(
            SiteKeys keys, Reception reception, Templates templates, JsonBody bodies, Clock clock) {
        this.templates = templates;
        this.keys = keys;
        this.reception = reception;
        this.bodies = bodies;
        this.clock = clock;
    }

    /// @param validateOnly true goes all the way with each but keeps none
    record Batch(@Nullable List<MessageWanted> messages, @Nullable Boolean validateOnly) {}

    record Results(List<Result> results) {}

    /// @param status that the mail alone would have got
    /// @param id null when it was not kept
    /// @param suppressed addresses that it does not go to; null when it was not kept
    /// @param problem null when it was
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            int status,
            @Nullable String id,
            @Nullable Boolean repeated,
            @Nullable List<String> suppressed,
            @Nullable Map<String, Object> problem) {}

    Endpoint endpoint() {
        return new Endpoint(
                Operation.post("/v1/messages/batch", Permission.SEND, "Hand over many mails")
                        .query("site")
                        .takes(Batch.class)
                        .answers(200, Results.class)
                        .refuses(415),
                this::receive);
    }

    private void receive(Context context) throws Exception {
        var sender = keys.sender(context);
        MessageDoor.requireJson(context);
        var key = MessageDoor.idempotencyKey(context);
        bodies.with(
                context,
                Batch.class,
                batch -> {
                    boolean validateOnly = Boolean.TRUE.equals(batch.validateOnly());
                    var submitter = SiteKeys.submitter(context, sender);
                    var handOver = new HandOver(reception, submitter, validateOnly);
                    var filler = new TemplateFiller(templates, sender.site());
                    var messages = batch.messages();
                    if (messages == null || messages.isEmpty()) throw Wrong.missing("messages");
                    if (messages.size() > Limits.BATCH)
                        throw Wrong.tooMany("messages", Limits.BATCH);
                    var results = new ArrayList<Result>();
                    for (int i = 0; i < messages.size(); i++) {
                        results.add(result(handOver, filler, messages.get(i), i, key));
                    }
                    context.json(new Results(results));
                });
    }

    /// The key covers each mail by its place, so a repeated batch sends only what is missing.
    private Result result(
            HandOver handOver,
            TemplateFiller filler,
            MessageWanted wanted,
            int place,
            @Nullable String key) {
        try {
            var path = "messages." + place + ".";
            if (wanted.validateOnly() != null) {
                throw Wrong.field(
                        path + "validate_only",
                        "member-unknown",
                        "\"validate_only\" stands beside \"messages\" and holds for all.");
            }
            var prepared =
                    new MessageCheck(filler.filled(wanted, path), path, clock.now()).prepared();
            var kept = handOver.keep(prepared, key == null ? null : key + "\n" + place);
            if (kept == null) return new Result(200, null, null, null, null);
            return new Result(202, kept.id().toString(), kept.repeated(), kept.suppressed(), null);
        } catch (Rejected rejected) {
            return refused(Refused.problem(rejected));
        } catch (HttpRefusal refusal) {
            return refused(refusal.problem());
        }
    }

    private static Result refused(Problem problem) {
        return new Result(problem.status(), null, null, null, problem.members());
    }
}
