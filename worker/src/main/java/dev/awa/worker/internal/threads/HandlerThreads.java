package dev.awa.worker.internal.threads;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Threads for handlers: virtual ones where the JDK has them, else a pool that grows and shrinks. */
public final class HandlerThreads {

    private HandlerThreads() {}

    public static ExecutorService create(String prefix) {
        if (Runtime.version().feature() >= 21) {
            return virtual(prefix);
        }
        var number = new AtomicLong();
        return Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, prefix + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static ExecutorService virtual(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            var factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (NoSuchMethodException
                | ClassNotFoundException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("this JDK is 21 or newer but has no virtual threads", e);
        }
    }
}
