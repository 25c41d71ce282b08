package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.LooseHeader;
import java.util.List;

/// What a mail is that came to an address which only machines should write to.
///
/// Nothing in it is proved: whoever knows the address can write any of it. Only the address that it
/// came to, or an id of ours in it, says which mail it is about.
public sealed interface Returned {
    /// How the mail that it is about began; empty when it was not given back.
    LooseHeader original();

    /// A report about a delivery: that it failed, takes long, or (RFC 3464 §2.3.3) that it went
    /// well.
    ///
    /// @param reporter the server that reports, `""` when it does not say
    /// @param statements one a recipient, at least one
    record Bounce(String reporter, List<ReportedRecipient> statements, LooseHeader original)
            implements Returned {
        public Bounce {
            statements = List.copyOf(statements);
            if (statements.isEmpty()) throw new IllegalArgumentException("a report about nobody");
        }
    }

    /// Somebody told his provider that he does not want such mail (RFC 5965).
    ///
    /// @param sourceIp the address that it was delivered from, `""` when it is not told
    /// @param sender the envelope sender that the mail came with (RFC 5965 §3.2
    ///   Original-Mail-From), `""` when it is not told
    /// @param recipients who complained; often left out, or made unreadable, by the provider
    record Complaint(
            Feedback feedback,
            String sourceIp,
            String sender,
            List<Address> recipients,
            LooseHeader original)
            implements Returned {
        public Complaint {
            recipients = List.copyOf(recipients);
        }
    }

    /// A machine answers in the name of a recipient who has the mail.
    record AutoReply(Kind kind, LooseHeader original) implements Returned {
        public enum Kind {
            /// He is away, has left, or has got it and will answer later.
            AWAY,
            /// He wants a proof that a person wrote (challenge and response).
            CHALLENGE,
            /// It was opened, or thrown away unread (RFC 8098).
            RECEIPT
        }
    }

    /// Anything else: a person's reply, or spam.
    record Other() implements Returned {
        @Override
        public LooseHeader original() {
            return LooseHeader.NONE;
        }
    }

    /// RFC 5965 §7.3 and RFC 6591 §3.1; an unknown one is [#OTHER].
    enum Feedback {
        ABUSE,
        FRAUD,
        VIRUS,
        NOT_SPAM,
        AUTH_FAILURE,
        OTHER
    }
}
