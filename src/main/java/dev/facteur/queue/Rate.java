package dev.facteur.queue;

/// Recipients in a time; 0 where there is no limit.
public record Rate(int perSecond, int perMinute, int perDay) {
    public static final Rate UNLIMITED = new Rate(0, 0, 0);
}
