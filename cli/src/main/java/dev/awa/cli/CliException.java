package dev.awa.cli;

/**
 * Ends a command with exit code 1 and its message, one sentence for the person at the terminal, on standard error.
 * Thrown for what that person can change: an argument, a port, a server. Anything else is a fault and keeps its trace.
 */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CliException(String sentence) {
        super(sentence);
    }

    public CliException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
