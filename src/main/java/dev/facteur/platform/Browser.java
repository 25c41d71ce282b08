package dev.facteur.platform;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The browser of the person at this machine.
public final class Browser {
    private Browser() {}

    /// Shows a page, where there is a screen to show it on; returns at once.
    ///
    /// @param environment environment variables
    /// @return whether a browser was called
    public static boolean open(String address, Map<String, String> environment) {
        var opener = opener(environment);
        if (opener.isEmpty()) return false;
        try {
            new ProcessBuilder(opener.getFirst(), address)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private static List<String> opener(Map<String, String> environment) {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) return List.of("open");
        boolean screen =
                environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return screen ? List.of("xdg-open") : List.of();
    }
}
