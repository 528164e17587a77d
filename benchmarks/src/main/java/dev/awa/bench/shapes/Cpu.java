package dev.awa.bench.shapes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CPU time since its construction, of clients, this process unless told, and of the server's processes that are there at the end. */
final class Cpu {
    private final Bench bench;
    private final List<ProcessHandle> clients;
    private final long client;
    private final Map<Long, Long> server;

    Cpu(Bench bench) throws SQLException {
        this(bench, List.of(ProcessHandle.current()));
    }

    Cpu(Bench bench, List<ProcessHandle> clients) throws SQLException {
        this.bench = bench;
        this.clients = clients;
        client = client();
        server = server();
    }

    double clientNanos() {
        return client() - client;
    }

    /** NaN when the server does not run on this machine. */
    double serverNanos() throws SQLException {
        Map<Long, Long> now = server();
        long sum = 0;
        for (Map.Entry<Long, Long> process : now.entrySet()) {
            sum += process.getValue() - server.getOrDefault(process.getKey(), 0L);
        }
        return now.isEmpty() ? Double.NaN : sum;
    }

    private long client() {
        return clients.stream()
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    private Map<Long, Long> server() throws SQLException {
        var times = new HashMap<Long, Long>();
        try (Statement statement = bench.control().createStatement();
                ResultSet rows = statement.executeQuery("select pid from pg_stat_activity"
                        + " where coalesce(inet_server_addr() = inet_client_addr(), true)")) {
            while (rows.next()) {
                long pid = rows.getLong(1);
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .ifPresent(time -> times.put(pid, time.toNanos()));
            }
        }
        return times;
    }
}
