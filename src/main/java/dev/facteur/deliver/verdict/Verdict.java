package dev.facteur.deliver.verdict;

/// What becomes of the mail after an answer.
///
/// Trouble of the sender's account is never a refusal: it is [#PARK] where it holds for all mail of
/// the route, and [#RETRY] with [Who#YOU] where it holds for one sender, so that one site's mistake
/// does not hold up its neighbours.
public enum Verdict {
    /// It was taken, though the answer is not the usual one.
    DELIVERED,
    /// Try again, not before the wait if there is one.
    RETRY,
    /// The account at the route is in trouble: all its mail waits.
    PARK,
    /// This address will not do, today or later.
    REFUSE_RECIPIENT,
    /// This mail is not taken; says nothing about another one to the same address.
    REFUSE_MAIL,
    /// The remote has the mail, or not.
    UNCERTAIN;

    boolean refuses() {
        return this == REFUSE_RECIPIENT || this == REFUSE_MAIL;
    }
}
