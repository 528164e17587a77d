package dev.awa.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections on which statements with some text fail on this side. */
final class FaultyDataSource {

    private record Fault(String text, Supplier<Throwable> failure) {}

    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();
    private final DataSource plain;
    private final boolean forGood;

    /** {@code forGood}: all of them, before they are sent; else the next one, when the server has done it. */
    FaultyDataSource(DataSource plain, boolean forGood) {
        this.plain = plain;
        this.forGood = forGood;
    }

    void failOn(String text, Supplier<Throwable> failure) {
        fault.set(new Fault(text, failure));
    }

    /** Whether an answer has been lost. */
    boolean hasFailed() {
        return fault.get() == null;
    }

    DataSource dataSource() {
        return wrap(DataSource.class, plain, null);
    }

    private <T> T wrap(Class<T> type, T target, @Nullable String sql) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Fault armed = fault.get();
                    boolean fails = armed != null
                            && sql != null
                            && method.getName().equals("executeQuery")
                            && sql.contains(armed.text());
                    if (fails && forGood) {
                        throw armed.failure().get();
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (fails && fault.compareAndSet(armed, null)) {
                        throw armed.failure().get();
                    }
                    return switch (method.getName()) {
                        case "prepareStatement" ->
                            wrap(PreparedStatement.class, (PreparedStatement) result, String.valueOf(arguments[0]));
                        case "getConnection" -> wrap(Connection.class, (Connection) result, null);
                        default -> result;
                    };
                }));
    }
}
