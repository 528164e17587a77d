package dev.awa.launcher;

/** This machine, or this user, can run no PostgreSQL of this build. */
public final class UnsupportedMachineException extends LaunchException {
    private static final long serialVersionUID = 1L;

    UnsupportedMachineException(String message) {
        super(message);
    }

    UnsupportedMachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
