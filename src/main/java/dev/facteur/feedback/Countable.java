package dev.facteur.feedback;

/// A line that is stored with how often it was seen.
interface Countable<T> {
    long count();

    /// The same, seen so often.
    T counting(long count);

    /// The same without what tells it from others of its kind.
    T inGeneral();
}
