package dev.awa.contract;

/**
 * One test of a TAP stream.
 *
 * @param number the number the stream gave it
 * @param directive whether a failure counts
 * @param diagnostics the comment lines that followed it, empty if none
 */
record TapLine(int number, boolean passed, String description, Directive directive, String diagnostics) {

    enum Directive {
        NONE,
        TODO,
        SKIP
    }

    boolean failed() {
        return !passed && directive == Directive.NONE;
    }

    TapLine withDiagnostic(String line) {
        return new TapLine(
                number, passed, description, directive, diagnostics.isEmpty() ? line : diagnostics + "\n" + line);
    }
}
