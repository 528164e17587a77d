package dev.awa.testkit;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that holds a database with Awa installed: one per class in a static field, one per test in an
 * instance field.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AwaDatabase database = AwaDatabase.create();
 * }</pre>
 */
public final class AwaDatabase implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Supplier<TestDatabase> source;
    private @Nullable TestDatabase database;
    private boolean perClass;

    private AwaDatabase(Supplier<TestDatabase> source) {
        this.source = source;
    }

    /** A database with Awa installed, on the server that the build was asked to test with. */
    public static AwaDatabase create() {
        return new AwaDatabase(() -> TestServer.get().createDatabase());
    }

    /** A database made by other means, for instance by {@link TestServer#createDatabase(String, java.util.function.Consumer)}. */
    public static AwaDatabase from(Supplier<TestDatabase> source) {
        return new AwaDatabase(source);
    }

    /**
     * The database.
     *
     * @throws IllegalStateException outside of the tests that it is registered for
     */
    public TestDatabase get() {
        return Optional.ofNullable(database)
                .orElseThrow(() -> new IllegalStateException("no test of this extension is running"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        perClass = true;
        database = source.get();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!perClass) {
            database = source.get();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!perClass) {
            drop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        drop();
    }

    private void drop() {
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
