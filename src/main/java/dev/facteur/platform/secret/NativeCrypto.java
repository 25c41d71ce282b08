package dev.facteur.platform.secret;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The native cryptography of Amazon Corretto Crypto Provider, where it is on the class path and
/// fits this machine: it signs by RSA half as fast again as the JDK, and unlike the JDK's it is
/// fast without the optimising compiler, which the launcher leaves out for it.
///
/// Found by name, since the build adds it only on the systems it exists for. What it does not know
/// goes on being the JDK's.
public final class NativeCrypto {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);
    private static final String PROVIDER =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private NativeCrypto() {}

    /// Puts it before the JDK's own in this whole process. May take some tenths of a second.
    public static void install() {
        try {
            var type = Class.forName(PROVIDER);
            var provider = (Provider) type.getField("INSTANCE").get(null);
            var trouble = (Throwable) type.getMethod("getLoadingError").invoke(provider);
            if (trouble == null) Security.insertProviderAt(provider, 1);
            else reportUnusable(trouble);
        } catch (ClassNotFoundException notBuiltIn) {
            LOG.atDebug().log("there is no native cryptography for this machine");
        } catch (InvocationTargetException e) {
            reportUnusable(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            reportUnusable(e);
        }
    }

    private static void reportUnusable(@Nullable Throwable trouble) {
        LOG.atWarn()
                .addKeyValue("reason", trouble)
                .log(
                        "the native cryptography cannot be loaded; start with"
                                + " FACTEUR_JAVA_OPTIONS=-XX:TieredStopAtLevel=4, or signatures and"
                                + " TLS take ten times as long");
    }
}
