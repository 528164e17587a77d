package dev.awa.worker.internal.waking;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks whether there is work, and falls asleep if not. */
final class SleepSql {

    /** What {@code sleep_until_work} answers. */
    record Sleep(
            boolean hasWork,
            List<String> workQueues,
            long waitMillis,
            @Nullable String pending) {

        /** Whether no transaction that is open now can add work without a notification. */
        boolean isUntilNotified() {
            return pending != null && pending.endsWith(":0@0");
        }
    }

    private final SessionMode mode;

    SleepSql(SessionMode mode) {
        this.mode = mode;
    }

    Sleep sleepUntilWork(
            Connection connection, UUID workerId, Collection<String> queues, @Nullable String pending, boolean listen)
            throws SQLException {
        try (var statement = Link.prepare(connection, """
                select has_work, work_queues, wait_ms, pending_after
                  from awa.sleep_until_work(
                    worker_id => ?, queues => ?, pending => ?, opts => jsonb_build_object('listen', ?::boolean))""", mode)) {
            statement.setObject(1, workerId);
            statement.setArray(2, SqlValues.texts(connection, queues));
            statement.setString(3, pending);
            statement.setBoolean(4, listen);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return new Sleep(
                        rows.getBoolean("has_work"),
                        SqlValues.strings(rows.getArray("work_queues")),
                        rows.getLong("wait_ms"),
                        rows.getString("pending_after"));
            }
        }
    }
}
