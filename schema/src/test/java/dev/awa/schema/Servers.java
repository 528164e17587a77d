package dev.awa.schema;

import dev.awa.launcher.ScratchServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One embedded server for this module's tests and a new, empty database for each of them. */
final class Servers {

    private static final AtomicInteger databases = new AtomicInteger();
    private static final ScratchServer server = ScratchServer.start();

    private Servers() {}

    static DataSource emptyDatabase() {
        return emptyDatabase("postgres");
    }

    static DataSource emptyDatabase(String owner) {
        String name = "schema_test_" + databases.incrementAndGet();
        run(administrator(), "create database " + name + " owner " + owner);
        return dataSource(name, owner);
    }

    static DataSource administrator() {
        return dataSource("postgres", "postgres");
    }

    static int port() {
        return server.port();
    }

    static void run(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, each with its columns joined by " | ". */
    static List<String> rows(DataSource dataSource, String query) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" | ", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static DataSource dataSource(String database, String user) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(server.jdbcUrl(database, user));
        return dataSource;
    }
}
