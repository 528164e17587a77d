package dev.awa.bench;

/** A benchmark could not be run to its end; the message is one sentence for the person who started it. */
public final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchmarkException(String sentence) {
        super(sentence);
    }

    public BenchmarkException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
