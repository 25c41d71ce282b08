package dev.facteur.platform.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpHeader;

/// What a client goes on to send although its answer is settled: the mail of a key that is wrong,
/// for example. Many read nothing before all is sent; hung up on, they would see a broken
/// connection and never learn why. So it is taken and thrown away. Meanwhile the client counts as
/// one that waits: he gives way to others, and has no more than a minute.
final class UnreadBody {
    /// More than the largest mail. Who announces more, or does not say how much it will be, is hung
    /// up on.
    private static final long MOST = 64L * 1024 * 1024;

    private UnreadBody() {}

    static void take(Context context, HttpGuests guests) {
        // RFC 9110 §10.1.1: who asks first sends nothing when he is answered otherwise.
        if (context.header(HttpHeader.EXPECT.asString()) != null) return;
        long announced = context.req().getContentLengthLong();
        if (announced <= 0 || announced > MOST) return;
        try {
            var body = context.req().getInputStream();
            if (body.isFinished()) return;
            guests.answered(context);
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException hungUp) {
            // Nobody is there to be told anything.
        }
    }
}
