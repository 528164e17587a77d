package dev.awa.bench.peers;

import java.sql.Connection;
import java.sql.SQLException;

/** The server under test. */
public interface Server {
    /** A connection to the database that the user named, in autocommit mode; the benchmark closes it. */
    Connection open() throws SQLException;

    /** A connection to another of its databases. */
    Connection open(String database) throws SQLException;

    /** URL of a database for JDBC, with user and password in it. */
    String jdbcUrl(String database);

    /** URL of a database as libpq and the drivers of most languages read it, with user and password in it. */
    String uri(String database);
}
