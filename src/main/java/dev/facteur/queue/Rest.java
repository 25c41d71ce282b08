package dev.facteur.queue;

import java.time.Duration;

/// A time in which nothing leaves. By the steady clock: it must not grow when somebody sets the
/// other one back.
record Rest(long fromNanos, Duration length) {
    Duration left(long nanos) {
        return length.minusNanos(nanos - fromNanos);
    }
}
