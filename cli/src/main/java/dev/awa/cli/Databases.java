package dev.awa.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens databases, and turns what can go wrong into sentences. */
public final class Databases {
    private static final int OLDEST_SERVER = 15;

    private Databases() {}

    /** A connection to a server that is there and new enough. */
    public static Connection connect(DatabaseUrl url) {
        var properties = new Properties();
        properties.setProperty("user", url.user());
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        if (!url.parameters().containsKey("connectTimeout")) {
            properties.setProperty("connectTimeout", "10");
        }
        properties.setProperty("loginTimeout", "20");
        try {
            Connection connection = DriverManager.getConnection(url.toJdbc(), properties);
            try {
                int version = connection.getMetaData().getDatabaseMajorVersion();
                if (version < OLDEST_SERVER) {
                    throw new CliException("The server at " + url.hosts() + " is PostgreSQL "
                            + connection.getMetaData().getDatabaseProductVersion() + ", and Awa needs " + OLDEST_SERVER
                            + " or newer.");
                }
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new CliException(reason(url, e), e);
        }
    }

    /** A pool on a database that {@link #connect} has been tried on. */
    static HikariDataSource pool(DatabaseUrl url, String name, int size) {
        connectAndClose(url);
        var config = new HikariConfig();
        config.setJdbcUrl(url.toJdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private static void connectAndClose(DatabaseUrl url) {
        try (Connection connection = connect(url)) {
            connection.isValid(0);
        } catch (SQLException e) {
            throw new CliException(reason(url, e), e);
        }
    }

    /** Throws if Awa is not installed in the database. */
    public static void requireAwa(Connection connection, DatabaseUrl url) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select to_regprocedure('awa.contract_version()') is not null")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new CliException("Awa is not installed in " + url + "; run: ./awa migrate --database-url ...");
            }
        }
    }

    private static String reason(DatabaseUrl url, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("28")) {
            return "The server at " + url.hosts() + " refuses user '" + url.user() + "': " + sentence(e) + ".";
        }
        if (state.equals("3D000")) {
            return "The server at " + url.hosts() + " has no database '" + url.database() + "'.";
        }
        if (state.startsWith("08")) {
            return "PostgreSQL at " + url.hosts() + " cannot be reached: " + unreachable(e) + ".";
        }
        return "The database " + url + " cannot be used: " + sentence(e) + ".";
    }

    private static String unreachable(SQLException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the host name is not known";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer in time";
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return sentence(cause).toLowerCase(Locale.ROOT);
            }
        }
        return sentence(e);
    }

    /** The first line of a message, without the full stop and the severity in front. */
    public static String sentence(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^(ERROR|FATAL): ", "")
                .replaceAll("\\.\\s*$", "");
    }
}
