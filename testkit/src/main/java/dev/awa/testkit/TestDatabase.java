package dev.awa.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database of a {@link TestServer}. Closing it drops it, with whatever is connected.
 *
 * <p>Safe for use by several threads.
 */
public final class TestDatabase implements AutoCloseable {

    private final TestServer server;
    private final String url;
    private final String name;

    TestDatabase(TestServer server, String url, String name) {
        this.server = server;
        this.url = url;
        this.name = name;
    }

    /** The server that it is in. */
    public TestServer server() {
        return server;
    }

    /** Its name, which needs no quoting. */
    public String name() {
        return name;
    }

    /** A JDBC URL with everything that is needed to connect as the tests' superuser. */
    public String jdbcUrl() {
        return url;
    }

    /** Connections as the tests' superuser, a new one per call: no pool. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** Connections as another user, who must be able to log in; a null password is for servers that ask for none. */
    public DataSource dataSource(String user, @Nullable String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** A new connection, in autocommit mode; the caller closes it. */
    public Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /**
     * Runs statements in a connection of their own.
     *
     * @throws IllegalStateException with the server's message if one fails
     */
    public void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /**
     * Runs a query in a connection of its own and gives the first column of its first row as text.
     *
     * @param parameters values for the query's question marks
     * @return null if there is no row, or if the value is null
     * @throws IllegalStateException with the server's message if it fails
     */
    public @Nullable String value(String sql, @Nullable Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** Drops the database and ends the sessions that are in it. */
    @Override
    public void close() {
        server.drop(name);
    }

    private static IllegalStateException failure(String sql, SQLException e) {
        return new IllegalStateException(e.getMessage() + " in: " + sql, e);
    }
}
