package dev.facteur.deliver.http;

import java.util.Set;

/// What an API that wants a mail in pieces carries, and what it would lose or damage.
///
/// @param inlineImages whether it carries images that the HTML shows by their content id
/// @param textAlone whether it takes a mail without HTML
/// @param severalReplyTos whether more than one Reply-To has a place
/// @param fileNamesBeyondAscii whether the names of files arrive as they are
/// @param fileTypes where the type of a file comes from
/// @param textCharsets whether a text file arrives in its charset
/// @param notPassedOn header fields it does not pass on, their names in lower case
public record Traits(
        boolean inlineImages,
        boolean textAlone,
        boolean severalReplyTos,
        boolean fileNamesBeyondAscii,
        FileTypes fileTypes,
        boolean textCharsets,
        Set<String> notPassedOn) {
    public Traits {
        notPassedOn = Set.copyOf(notPassedOn);
    }

    public enum FileTypes {
        /// From what the mail says.
        STATED,
        /// From what the mail says, and it must agree with the name's extension.
        STATED_AND_NAMED,
        /// From the name's extension, whatever the mail says.
        NAMED
    }
}
