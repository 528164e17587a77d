package dev.awa.contract;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Databases with Awa, pgTAP and the tests' helpers installed; the latter two in schema {@code tap}. */
public final class PgTapDatabase {

    /** The module's folder, which Maven runs its tests in. */
    public static final Path MODULE = Path.of("").toAbsolutePath();

    private PgTapDatabase() {}

    /** A new database; the caller closes it. */
    public static TestDatabase create() {
        return TestServer.get().createDatabase("pgtap", PgTapDatabase::prepare);
    }

    /** Loads pgTAP and the helpers into a database with Awa installed. */
    public static void prepare(DataSource template) {
        try (Connection connection = template.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema tap");
            statement.execute("set search_path = tap");
            statement.execute(resource("/pgtap/pgtap--1.3.5.sql"));
            statement.execute(resource("/pgtap/helpers.sql"));
            for (String vectors : new String[] {"unique", "ordering", "cron"}) {
                load(connection, vectors);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("pgTAP does not load: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(Connection connection, String vectors) throws SQLException, IOException {
        try (PreparedStatement insert = connection.prepareStatement("insert into tap.vectors values (?, ?::jsonb)")) {
            insert.setString(1, vectors);
            insert.setString(2, Files.readString(MODULE.resolve("vectors").resolve(vectors + "-vectors.json")));
            insert.executeUpdate();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PgTapDatabase.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
