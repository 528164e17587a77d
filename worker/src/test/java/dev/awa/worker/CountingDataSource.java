package dev.awa.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the statements that name a function of the contract. */
final class CountingDataSource {

    private static final List<String> VERBS = List.of("claim_jobs", "sleep_until_work", "heartbeat");

    private final ConcurrentHashMap<String, AtomicInteger> statements = new ConcurrentHashMap<>();
    private final DataSource plain;

    CountingDataSource(DataSource plain) {
        this.plain = plain;
    }

    int count(String verb) {
        return statements.getOrDefault(verb, new AtomicInteger()).get();
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(plain, arguments);
                        return result instanceof Connection connection ? counting(connection) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        for (String verb : VERBS) {
                            if (arguments[0].toString().contains("awa." + verb + "(")) {
                                statements
                                        .computeIfAbsent(verb, v -> new AtomicInteger())
                                        .incrementAndGet();
                            }
                        }
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
