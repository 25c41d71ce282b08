package dev.facteur.submit.http;

import dev.facteur.account.Permission;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v3/mail/send` as SendGrid has it. The key is a site's API key.
final class SendGridDoor {
    private final DropIn dropIn;

    SendGridDoor(DropIn dropIn) {
        this.dropIn = dropIn;
    }

    /// A refusal in SendGrid's words.
    record Errors(List<Mistake> errors) {}

    record Mistake(String message, @Nullable Object field, @Nullable String help) {}

    Endpoint endpoint() {
        return new Endpoint(
                Operation.post("/v3/mail/send", Permission.SEND, "A mail, as SendGrid has it")
                        .takes(SendGridMail.class)
                        .answers(200)
                        .answers(202)
                        .refusesAs(Errors.class),
                dropIn.answering(this::send, SendGridDoor::refuse));
    }

    /// All of its mails are looked at before one is kept, since there is one answer for all. Where
    /// the disk fails in between, the client sends again, and some come twice.
    private void send(Context context) throws Exception {
        var sender = dropIn.keys().sender(context);
        dropIn.bodies()
                .with(
                        context,
                        SendGridMail.class,
                        request -> {
                            var mails = new ArrayList<Prepared>();
                            for (var wanted : request.wanted()) mails.add(dropIn.prepared(wanted));
                            var look = dropIn.handOver(context, sender, true);
                            if (request.isSandbox() || mails.size() > 1) {
                                for (var mail : mails) look.keep(mail, null);
                            }
                            if (request.isSandbox()) {
                                context.status(200);
                                return;
                            }
                            context.status(202);
                            var handOver = dropIn.handOver(context, sender, false);
                            for (var mail : mails.reversed()) {
                                var kept = handOver.keep(mail, null);
                                // The first one's is what stays.
                                if (kept != null)
                                    context.header("X-Message-Id", kept.id().toString());
                            }
                        });
    }

    /// SendGrid tells what is wrong with a mail as 400.
    private static void refuse(Context context, Problem problem) {
        int status = problem.status() == 422 ? 400 : problem.status();
        var mistake = new Mistake(problem.detail(), problem.more().get("field"), null);
        context.status(status).json(new Errors(List.of(mistake)));
    }
}
