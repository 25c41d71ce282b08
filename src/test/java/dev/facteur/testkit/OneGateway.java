package dev.facteur.testkit;

import dev.facteur.platform.WorkFolder;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One [PracticeGateway] for all tests of a class, given to its constructor: started with the first
/// of them, stopped after the last.
///
/// ```java
/// @ExtendWith(OneGateway.class)
/// final class RelayAbuseTest {
///     RelayAbuseTest(PracticeGateway gateway) {
/// ```
public final class OneGateway implements ParameterResolver {
    /// Closed by JUnit when the class is done.
    private record Running(WorkFolder folder, PracticeGateway gateway) implements AutoCloseable {
        static Running start() {
            try {
                var folder = WorkFolder.of(null);
                return new Running(folder, PracticeGateway.start(folder.path()));
            } catch (Exception failure) {
                throw new ParameterResolutionException("the gateway does not start", failure);
            }
        }

        @Override
        public void close() throws IOException {
            gateway.close();
            folder.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PracticeGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var namespace = Namespace.create(OneGateway.class, context.getRequiredTestClass());
        return context.getStore(namespace)
                .computeIfAbsent("running", _ -> Running.start(), Running.class)
                .gateway();
    }
}
