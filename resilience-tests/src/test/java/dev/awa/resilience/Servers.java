package dev.awa.resilience;

import dev.awa.launcher.PostgresPrograms;
import dev.awa.launcher.ServerFolder;
import dev.awa.schema.AwaSchema;
import dev.awa.testkit.accounting.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that starts servers for the tests of a class and removes them after these. Where no PostgreSQL is installed they are
 * skipped with the reason, or fail if all toolchains are required.
 */
final class Servers implements BeforeAllCallback, AfterAllCallback {

    private final List<Cluster> clusters = new ArrayList<>();
    private @Nullable PostgresPrograms programs;
    private @Nullable ServerFolder folder;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        programs = Programs.require();
        folder = ServerFolder.temporary("awa-resilience-");
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (folder != null) {
            for (Cluster cluster : clusters) {
                cluster.keepLog();
            }
            folder.close();
        }
    }

    PostgresPrograms programs() {
        return Objects.requireNonNull(programs);
    }

    ServerFolder folder() {
        return Objects.requireNonNull(folder);
    }

    /** A folder that programs may write to. */
    Path workFolder() {
        return folder().path();
    }

    /** A new server, started; its log is kept under this name. */
    Cluster start(String name) throws IOException {
        var cluster = Cluster.create(programs(), folder(), name);
        clusters.add(cluster);
        return cluster;
    }

    /** A server that starts from a base backup of another one. */
    Cluster startBackup(Cluster cluster, String name) throws IOException {
        var backup = cluster.backup(name);
        clusters.add(backup);
        return backup;
    }

    /** A server that pg_upgrade has made from another one, which it ends. */
    Cluster startUpgraded(Cluster cluster, String name) throws IOException {
        var upgraded = cluster.upgrade(name);
        clusters.add(upgraded);
        return upgraded;
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
