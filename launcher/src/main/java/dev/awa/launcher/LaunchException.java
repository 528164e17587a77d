package dev.awa.launcher;

/** A server, or a program of PostgreSQL, cannot be run; the message says why and, where there is a log, what that says. */
public class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
