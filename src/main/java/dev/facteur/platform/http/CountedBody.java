package dev.facteur.platform.http;

import dev.facteur.platform.http.CallBroken.Stage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// A body on its way out, which knows how much of it has left. Asked for its first byte only when
/// there is a connection.
final class CountedBody implements BodyPublisher {
    private final HttpBody body;
    private final BodyPublisher bytes;
    private volatile Stage stage = Stage.CONNECTING;
    private volatile @Nullable IOException unreadable;

    CountedBody(HttpBody body) {
        this.body = body;
        this.bytes = BodyPublishers.ofInputStream(this::open);
    }

    Stage stage() {
        return unreadable == null ? stage : Stage.OWN;
    }

    @Nullable IOException unreadable() {
        return unreadable;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        stage = Stage.SENDING;
        bytes.subscribe(new Counter(subscriber));
    }

    private InputStream open() {
        try {
            return new Noting(body.open());
        } catch (IOException e) {
            unreadable = e;
            throw new UncheckedIOException(e);
        }
    }

    /// Tells the body's own failures from those of the network.
    private final class Noting extends FilterInputStream {
        Noting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                unreadable = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                unreadable = e;
                throw e;
            }
        }
    }

    private final class Counter implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> next;
        private long left = body.length();

        Counter(Flow.Subscriber<? super ByteBuffer> next) {
            this.next = next;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            next.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            left -= piece.remaining();
            // Before it is handed on: whether the last piece arrived is what nobody knows.
            if (left <= 0) stage = Stage.WAITING;
            next.onNext(piece);
        }

        @Override
        public void onError(Throwable failure) {
            next.onError(failure);
        }

        @Override
        public void onComplete() {
            next.onComplete();
        }
    }
}
