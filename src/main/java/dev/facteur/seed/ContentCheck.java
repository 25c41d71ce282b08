package dev.facteur.seed;

import dev.facteur.diagnose.Finding;
import java.util.List;

/// Looks at what a mail says, as spam filters do. Asked at the end of a test.
public interface ContentCheck {
    /// Nobody looks.
    ContentCheck NONE = _ -> List.of();

    /// @param mail as it arrived, or as it was written where nobody could look into the mailbox
    List<Finding> look(byte[] mail) throws InterruptedException;
}
