package dev.facteur.platform.http;

/// What somebody must have to call an [Operation]: a permission of a site's key, or a role of a
/// person. Who grants them names them; here they are only told.
public interface Right {
    /// Anybody may call it; or the call itself proves whose it is.
    Right NONE = () -> "none";

    /// The word for it in the description.
    String word();
}
