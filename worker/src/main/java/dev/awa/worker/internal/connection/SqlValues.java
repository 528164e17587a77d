package dev.awa.worker.internal.connection;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of JDBC from and to those of Java. */
public final class SqlValues {

    private SqlValues() {}

    public static @Nullable String interval(@Nullable Duration duration) {
        return duration == null
                ? null
                : BigDecimal.valueOf(duration.getSeconds())
                                .add(BigDecimal.valueOf(duration.getNano(), 9))
                                .toPlainString()
                        + " seconds";
    }

    public static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        var time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    public static Long[] longs(ResultSet rows, String column) throws SQLException {
        Array array = rows.getArray(column);
        return array == null ? new Long[0] : (Long[]) array.getArray();
    }

    public static List<String> strings(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
