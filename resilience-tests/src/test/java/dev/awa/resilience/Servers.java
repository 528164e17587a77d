package dev.awa.resilience;

import dev.awa.schema.AwaSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that starts servers for a test and removes them after it. Where no PostgreSQL is installed the test is
 * skipped with the reason, or fails if all toolchains are required.
 */
final class Servers implements BeforeEachCallback, AfterEachCallback {

    private final List<Cluster> clusters = new ArrayList<>();
    private @Nullable Programs programs;
    private @Nullable Folder folder;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        programs = Programs.require();
        folder = Folder.create();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (folder != null) {
            for (Cluster cluster : clusters) {
                cluster.keepLog();
            }
            folder.close();
        }
    }

    Programs programs() {
        return Objects.requireNonNull(programs);
    }

    Folder folder() {
        return Objects.requireNonNull(folder);
    }

    /** A new server, started; its log is kept under this name. */
    Cluster start(String name) throws IOException {
        var cluster = Cluster.create(programs(), folder(), name);
        clusters.add(cluster);
        return cluster;
    }

    /** A synchronous standby of a server. */
    Cluster startStandby(Cluster primary, String name) throws IOException, SQLException {
        var standby = primary.standby(name);
        clusters.add(standby);
        return standby;
    }

    /** A synchronous standby of a server, with the name and the port of one that was removed. */
    Cluster startStandbyInPlaceOf(Cluster removed, Cluster primary) throws SQLException {
        return primary.standbyInPlaceOf(removed);
    }

    /** Creates a database with Awa installed. */
    static void install(Cluster cluster, String database) throws SQLException {
        try (Session session = cluster.session("postgres")) {
            session.run("create database " + database);
        }
        AwaSchema.migrate(cluster.dataSource(database));
    }
}
